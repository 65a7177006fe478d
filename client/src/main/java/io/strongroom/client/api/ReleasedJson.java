package io.strongroom.client.api;

/**
 * A released key.
 *
 * @param value a compact JWS
 */
public record ReleasedJson(String value) {}
