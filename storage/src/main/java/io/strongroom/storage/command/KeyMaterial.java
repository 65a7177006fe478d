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
 * @param rootGeneration of the root key that wraps the private half inside the HSM; the first for a
 *     key in software, which no root key wraps
 */
public record KeyMaterial(
        KeyType type,
        int bits,
        Optional<String> curve,
        boolean inHsm,
        Bytes publicKey,
        Bytes sealedPrivate,
        int rootGeneration) {
    public KeyMaterial {
        RootKeyGeneration.requireValid(rootGeneration);
    }

    /** A key in software, or one that the first root key wraps. */
    public KeyMaterial(
            KeyType type,
            int bits,
            Optional<String> curve,
            boolean inHsm,
            Bytes publicKey,
            Bytes sealedPrivate) {
        this(type, bits, curve, inHsm, publicKey, sealedPrivate, RootKeyGeneration.FIRST);
    }

    /** Whether the other is a key of the same kind: one takes the other's place in every use. */
    public boolean isLike(KeyMaterial other) {
        return type == other.type()
                && bits == other.bits()
                && curve.equals(other.curve())
                && inHsm == other.inHsm();
    }

    /** The same without its private half, for whoever has no business with it. */
    public KeyMaterial withoutPrivate() {
        return sealedAs(Bytes.empty(), rootGeneration);
    }

    /** The same with its private half in another form. */
    public KeyMaterial sealedAs(Bytes sealed, int root) {
        return new KeyMaterial(type, bits, curve, inHsm, publicKey, sealed, root);
    }
}
