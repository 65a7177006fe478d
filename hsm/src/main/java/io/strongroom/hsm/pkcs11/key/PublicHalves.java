package io.strongroom.hsm.pkcs11.key;

import io.strongroom.hsm.key.BadInputException;
import io.strongroom.hsm.key.Curve;
import io.strongroom.hsm.key.KeyEngine;
import io.strongroom.hsm.key.KeySpec;
import io.strongroom.hsm.key.PublicPart;
import io.strongroom.hsm.key.ReadyPublicKey;
import io.strongroom.hsm.key.SignatureAlgorithm;

import org.bouncycastle.asn1.x9.ECNamedCurveTable;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.math.ec.ECPoint;
import org.jspecify.annotations.Nullable;
import org.xipki.pkcs11.wrapper.AttributeVector;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Finds out the public half of a pair of which the token has the private one. */
final class PublicHalves {
    private static final int MAX_EXPONENT_BITS = 64;

    private PublicHalves() {}

    static PublicPart generated(KeySpec spec, AttributeVector publicKey) {
        return switch (spec) {
            case KeySpec.Rsa _ ->
                    new PublicPart.Rsa(
                            given(publicKey.modulus()), given(publicKey.publicExponent()));
            case KeySpec.Ec(Curve curve) ->
                    PublicPart.Ec.ofPoint(curve, given(publicKey.ecPoint()));
            case KeySpec.Oct _ -> throw new IllegalArgumentException("not a pair");
        };
    }

    private static <T> T given(@Nullable T attribute) {
        if (attribute == null) {
            throw new IllegalStateException("the token does not show a public half");
        }
        return attribute;
    }

    /** Of a private RSA key that came from elsewhere: tokens keep its public numbers with it. */
    static PublicPart.Rsa ofRsa(AttributeVector privateKey) throws BadInputException {
        BigInteger n = given(privateKey.modulus());
        BigInteger e = given(privateKey.publicExponent());
        int bits = n.bitLength();
        if (bits != 2048 && bits != 3072 && bits != 4096) {
            throw new BadInputException("the modulus has 2048, 3072 or 4096 bits, not " + bits);
        }
        if (!n.testBit(0)) {
            throw new BadInputException("the modulus is odd");
        }
        boolean fair = e.testBit(0) && e.bitLength() > 1 && e.bitLength() <= MAX_EXPONENT_BITS;
        if (!fair) {
            throw new BadInputException("the public exponent is odd, from 3 to 2^64");
        }
        return new PublicPart.Rsa(n, e);
    }

    /** How keys on the curve sign. */
    static SignatureAlgorithm algorithm(Curve curve) {
        return Arrays.stream(SignatureAlgorithm.values())
                .filter(one -> one.suits(new KeySpec.Ec(curve)))
                .findFirst()
                .orElseThrow();
    }

    /**
     * Of a private key on a curve, which tokens keep without its point: the one that verifies two
     * signatures, among the few that would verify the first (SEC 1 4.1.6).
     *
     * @param digests two that differ
     * @param signatures r and s of each
     */
    static Optional<PublicPart> ofEc(
            Curve curve, List<byte[]> digests, List<byte[]> signatures, KeyEngine engine) {
        SignatureAlgorithm algorithm = algorithm(curve);
        for (PublicPart candidate : candidates(curve, digests.get(0), signatures.get(0))) {
            byte[] info = candidate.subjectPublicKeyInfo();
            try (ReadyPublicKey key = engine.readyPublic(candidate.spec(), info)) {
                if (key.verify(algorithm, digests.get(0), signatures.get(0))
                        && key.verify(algorithm, digests.get(1), signatures.get(1))) {
                    return Optional.of(candidate);
                }
            } catch (BadInputException e) {
                throw new IllegalStateException("a point of the curve is no key", e);
            }
        }
        return Optional.empty();
    }

    private static List<PublicPart> candidates(Curve curve, byte[] digest, byte[] signature) {
        X9ECParameters domain = ECNamedCurveTable.getByName(curve.standardName());
        BigInteger order = domain.getN();
        int half = signature.length / 2;
        BigInteger r = new BigInteger(1, signature, 0, half);
        BigInteger s = new BigInteger(1, signature, half, half);
        // Digests of ours are never longer than the order.
        BigInteger e = new BigInteger(1, digest);
        List<PublicPart> found = new ArrayList<>();
        for (BigInteger x : List.of(r, r.add(order))) {
            for (byte sign = 2; sign <= 3; sign++) {
                Optional<ECPoint> nonce = point(domain, x, sign);
                if (nonce.isPresent()) {
                    BigInteger inverse = r.modInverse(order);
                    ECPoint key =
                            nonce.get()
                                    .multiply(s)
                                    .subtract(domain.getG().multiply(e.mod(order)))
                                    .multiply(inverse)
                                    .normalize();
                    if (!key.isInfinity()) {
                        found.add(PublicPart.Ec.ofPoint(curve, key.getEncoded(false)));
                    }
                }
            }
        }
        return found;
    }

    /** Empty when there is none with that x. */
    private static Optional<ECPoint> point(X9ECParameters domain, BigInteger x, byte sign) {
        int length = (domain.getCurve().getFieldSize() + 7) / 8;
        byte[] number = x.toByteArray();
        int extra = number[0] == 0 ? 1 : 0;
        if (number.length - extra > length) {
            return Optional.empty();
        }
        byte[] encoded = new byte[1 + length];
        encoded[0] = sign;
        int used = number.length - extra;
        System.arraycopy(number, extra, encoded, encoded.length - used, used);
        try {
            return Optional.of(domain.getCurve().decodePoint(encoded));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
