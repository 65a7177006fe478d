package io.strongroom.client.api;

/**
 * The body of {@code POST /admin/v1/root-key/rotation}.
 *
 * @param from the generation that is to be replaced, as the caller saw it: when another is current
 *     by then, nothing is begun, so that a repetition does not rotate twice
 * @param extractable whether the new root key may leave its HSM, wrapped, although the one that it
 *     replaces may not
 */
public record RotateRootKeyJson(int from, boolean extractable) {}
