package io.strongroom.client.api;

/**
 * A root key on its way into another HSM.
 *
 * @param wrapped base64, to the newcomer's pair
 * @param fingerprint hexadecimal
 */
public record WrappedRootKeyJson(int generation, String wrapped, String fingerprint) {}
