package io.strongroom.storage.command;

import java.util.Optional;

/**
 * What a key is made of, as far as the state knows it.
 *
 * @param bits of the modulus, the curve's order or the symmetric key
 * @param curve as a JWK calls it; empty unless the key is on one
 * @param inHsm whether the private half is never outside an HSM
 * @param publicKey a SubjectPublicKeyInfo (RFC 5280 4.1), DER; empty for a symmetric key
 * @param sealedPrivate sealed under the vault's data key with the version's identity
 */
public record KeyMaterial(
        KeyType type,
        int bits,
        Optional<String> curve,
        boolean inHsm,
        Bytes publicKey,
        Bytes sealedPrivate) {
    /** The same without its private half, for whoever has no business with it. */
    public KeyMaterial withoutPrivate() {
        return new KeyMaterial(type, bits, curve, inHsm, publicKey, Bytes.empty());
    }
}
