package io.strongroom.client.api;

/**
 * The body of {@code POST /admin/v1/root-key/retire} and {@code .../destroy}.
 *
 * @param through the newest generation that is meant; later ones stay as they are
 */
public record RetireRootKeysJson(int through) {}
