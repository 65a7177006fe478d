package io.strongroom.hsm.pkcs11;

import java.util.Optional;

/**
 * An AES key on a token, as an operator sees it.
 *
 * @param fingerprint in hexadecimal, as {@link io.strongroom.hsm.RootKey#fingerprint}; empty when
 *     the key cannot wrap
 * @param unfitness why it cannot be a root key, naming the attribute; empty when it can
 * @param extractable whether it may be wrapped to another HSM
 * @param trusted whether a security officer has made it CKA_TRUSTED
 * @param sensitive whether the token never shows it in the clear
 */
public record RootKeyInfo(
        String label,
        Optional<String> fingerprint,
        Optional<String> unfitness,
        boolean extractable,
        boolean trusted,
        boolean sensitive) {}
