package io.strongroom.client.api;

import org.jspecify.annotations.Nullable;

/**
 * An AES key on a node's token.
 *
 * @param fingerprint in hexadecimal; null when it cannot be a root key
 * @param unfitness why it cannot be a root key; null when it can
 * @param extractable whether it may be wrapped to another HSM
 * @param trusted whether a security officer has made it CKA_TRUSTED
 * @param sensitive whether the token never shows it in the clear
 */
public record TokenKeyJson(
        String label,
        @Nullable String fingerprint,
        @Nullable String unfitness,
        boolean extractable,
        boolean trusted,
        boolean sensitive) {}
