package io.strongroom.server.key;

import io.strongroom.hsm.SecretBytes;
import io.strongroom.hsm.key.Curve;
import io.strongroom.hsm.key.HsmKey;
import io.strongroom.hsm.key.KeySpec;
import io.strongroom.hsm.key.PublicPart;
import io.strongroom.storage.command.Bytes;
import io.strongroom.storage.command.KeyMaterial;
import io.strongroom.storage.command.KeyType;

import java.util.Arrays;
import java.util.NoSuchElementException;
import java.util.Optional;

/** Between what the state keeps of a key and what engines take. */
final class Materials {
    private Materials() {}

    static KeySpec spec(KeyMaterial material) {
        return switch (material.type()) {
            case RSA -> new KeySpec.Rsa(material.bits());
            case EC -> new KeySpec.Ec(curve(material.curve().orElseThrow()).orElseThrow());
            case OCT -> new KeySpec.Oct(material.bits());
        };
    }

    /**
     * Looks at what a key says of itself.
     *
     * @throws IllegalArgumentException when its parts do not go together
     */
    static void requireWhole(KeyMaterial material) {
        KeySpec spec;
        try {
            spec = spec(material);
        } catch (NoSuchElementException e) {
            throw new IllegalArgumentException("a key on no known curve", e);
        }
        if (material.type() != KeyType.OCT) {
            var _ = publicPart(spec, material);
        }
    }

    /** Empty for a name that is none of ours; old clients call Bitcoin's curve SECP256K1. */
    static Optional<Curve> curve(String crv) {
        return Arrays.stream(Curve.values())
                .filter(one ->
                        one.crv().equals(crv) || (one == Curve.P_256K && crv.equals("SECP256K1")))
                .findFirst();
    }

    /**
     * A key in the HSM, its blob sealed.
     *
     * @param rootGeneration of the root key that wraps it
     */
    static KeyMaterial ofHsm(HsmKey key, Bytes sealedBlob, int rootGeneration) {
        KeyMaterial material =
                switch (key.spec()) {
                    case KeySpec.Oct oct -> ofOct(oct, sealedBlob, true);
                    case KeySpec.Rsa _, KeySpec.Ec _ ->
                            ofPair(key.publicPart().orElseThrow(), sealedBlob, true);
                };
        return material.sealedAs(sealedBlob, rootGeneration);
    }

    /** What the HSM is to use. */
    static HsmKey hsmKey(KeyMaterial material, SecretBytes blob) {
        byte[] bytes = blob.use(byte[]::clone);
        return switch (spec(material)) {
            case KeySpec.Oct oct -> HsmKey.symmetric(oct, bytes);
            case KeySpec spec -> HsmKey.pair(publicPart(spec, material), bytes);
        };
    }

    private static PublicPart publicPart(KeySpec spec, KeyMaterial material) {
        return PublicPart.of(spec, material.publicKey().toArray());
    }

    /** A software pair. */
    static KeyMaterial ofPair(PublicPart publicPart, Bytes sealedPrivate) {
        return ofPair(publicPart, sealedPrivate, false);
    }

    private static KeyMaterial ofPair(PublicPart publicPart, Bytes sealedPrivate, boolean inHsm) {
        Bytes info = Bytes.copyOf(publicPart.subjectPublicKeyInfo());
        return switch (publicPart) {
            case PublicPart.Rsa rsa ->
                    new KeyMaterial(
                            KeyType.RSA,
                            rsa.n().bitLength(),
                            Optional.empty(),
                            inHsm,
                            info,
                            sealedPrivate);
            case PublicPart.Ec ec ->
                    new KeyMaterial(
                            KeyType.EC,
                            ec.curve().bits(),
                            Optional.of(ec.curve().crv()),
                            inHsm,
                            info,
                            sealedPrivate);
        };
    }

    /** A symmetric key in software. */
    static KeyMaterial ofOct(KeySpec.Oct spec, Bytes sealed) {
        return ofOct(spec, sealed, false);
    }

    private static KeyMaterial ofOct(KeySpec.Oct spec, Bytes sealed, boolean inHsm) {
        return new KeyMaterial(
                KeyType.OCT, spec.bits(), Optional.empty(), inHsm, Bytes.empty(), sealed);
    }
}
