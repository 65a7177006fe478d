package io.strongroom.server.key;

import io.strongroom.hsm.key.AesAlgorithm;
import io.strongroom.hsm.key.Curve;
import io.strongroom.hsm.key.Hash;
import io.strongroom.hsm.key.KeySpec;
import io.strongroom.hsm.key.RsaEncryption;
import io.strongroom.hsm.key.SignatureAlgorithm;
import io.strongroom.server.http.ApiException;
import io.strongroom.server.http.Text;

import java.util.Arrays;
import java.util.Optional;

/** The names of algorithms in requests. */
final class Algorithms {
    private Algorithms() {}

    /** Empty for one of another kind of key. */
    static Optional<SignatureAlgorithm> signature(String alg) {
        // What ES256K was called in old versions of the API.
        String name = alg.equals("ECDSA256") ? SignatureAlgorithm.ES256K.jwa() : alg;
        return Arrays.stream(SignatureAlgorithm.values())
                .filter(one -> one.jwa().equals(name))
                .findFirst();
    }

    static Optional<RsaEncryption> rsa(String alg) {
        return Arrays.stream(RsaEncryption.values())
                .filter(one -> one.jwa().equals(alg))
                .findFirst();
    }

    static Optional<AesAlgorithm> aes(String alg) {
        return AesAlgorithm.named(alg);
    }

    /** The hash of an HMAC (RFC 7518 3.2). */
    static Optional<Hash> mac(String alg) {
        return switch (alg) {
            case "HS256" -> Optional.of(Hash.SHA_256);
            case "HS384" -> Optional.of(Hash.SHA_384);
            case "HS512" -> Optional.of(Hash.SHA_512);
            default -> Optional.empty();
        };
    }

    static ApiException unsuited(String alg, KeyUse use, String kty) {
        return ApiException.badParameter(
                "The algorithm %s is not for the operation %s with a key of the type %s."
                        .formatted(Text.shown(alg), use.operation().wireName(), kty));
    }

    /** Refuses a key on another curve than the algorithm's, where it has one. */
    static void requireCurve(SignatureAlgorithm algorithm, KeySpec key) {
        if (key instanceof KeySpec.Ec(Curve curve)
                && algorithm.curve().isPresent()
                && algorithm.curve().get() != curve) {
            throw ApiException.badParameter(
                    "The algorithm %s is for keys on the curve %s, and this one is on %s."
                            .formatted(
                                    algorithm.jwa(), algorithm.curve().get().crv(), curve.crv()));
        }
    }

    /** Refuses a key of another size than the algorithm's, where it has one. */
    static void requireSize(AesAlgorithm algorithm, int bits) {
        if (algorithm.bits().isPresent() && algorithm.bits().getAsInt() != bits) {
            throw ApiException.badParameter(
                    "The algorithm %s is for keys of %d bits, and this one has %d."
                            .formatted(algorithm.wireName(), algorithm.bits().getAsInt(), bits));
        }
    }
}
