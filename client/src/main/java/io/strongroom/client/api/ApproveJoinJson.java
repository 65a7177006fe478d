package io.strongroom.client.api;

/**
 * The body of {@code POST /admin/v1/hsm/joins/{id}/approve}.
 *
 * @param fingerprint of the newcomer's public key, whole, as the newcomer's operator reads it out
 */
public record ApproveJoinJson(String fingerprint) {}
