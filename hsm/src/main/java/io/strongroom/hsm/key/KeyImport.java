package io.strongroom.hsm.key;

import io.strongroom.hsm.SecretBytes;

import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.RSAPrivateKey;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x9.ECNamedCurveTable;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.math.ec.ECPoint;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.Optional;

/**
 * Takes in pairs that were made elsewhere, after looking whether they are what they say: a wrong
 * one would sign what nobody can verify, or give its private half away. Thread-safe.
 */
public final class KeyImport {
    private static final int MIN_EXPONENT = 3;
    private static final int MAX_EXPONENT_BITS = 64;

    /**
     * At this length two rounds of Miller and Rabin with random bases, and a Lucas test: no
     * composite is known that passes both kinds.
     */
    private static final int CERTAINTY = 100;

    /** One of two shows the factors of a key that is right; all fail one in a million times. */
    static final int BASES_TRIED = 20;

    private KeyImport() {}

    /**
     * An RSA pair. Looking for the factors, and whether they are primes, takes up to a second of
     * the caller's thread, which should not be one that others wait for.
     *
     * @throws BadInputException saying which number is wrong, and never what it is
     */
    public static KeyPair rsa(RsaNumbers numbers) throws BadInputException {
        return rsa(numbers, new SecureRandom());
    }

    /**
     * See {@link #rsa(RsaNumbers)}.
     *
     * @param random of the bases that factors are looked for with
     */
    static KeyPair rsa(RsaNumbers numbers, SecureRandom random) throws BadInputException {
        BigInteger n = numbers.n();
        BigInteger e = numbers.e();
        int bits = n.bitLength();
        if (bits != 2048 && bits != 3072 && bits != 4096) {
            throw new BadInputException("the modulus has 2048, 3072 or 4096 bits, not " + bits);
        }
        if (!n.testBit(0)) {
            throw new BadInputException("the modulus is even");
        }
        if (!e.testBit(0)
                || e.compareTo(BigInteger.valueOf(MIN_EXPONENT)) < 0
                || e.bitLength() > MAX_EXPONENT_BITS) {
            throw new BadInputException("the public exponent is odd, from 3 to 2^64");
        }
        if (numbers.d().signum() <= 0 || numbers.d().compareTo(n) >= 0) {
            throw new BadInputException("the private exponent is between 0 and the modulus");
        }
        BigInteger p = numbers.p();
        BigInteger q = numbers.q();
        if ((p == null) != (q == null)) {
            throw new BadInputException("p and q are given together or not at all");
        }
        if (p == null || q == null) {
            p = factor(numbers, random).orElseThrow(() -> notTogether());
            q = n.divide(p);
        }
        requireFactors(n, p, q);
        BigInteger p1 = p.subtract(BigInteger.ONE);
        BigInteger q1 = q.subtract(BigInteger.ONE);
        BigInteger product = e.multiply(numbers.d());
        if (!product.mod(p1).equals(BigInteger.ONE) || !product.mod(q1).equals(BigInteger.ONE)) {
            throw new BadInputException("the exponents do not belong together");
        }
        BigInteger dp = same("dp", numbers.dp(), numbers.d().mod(p1));
        BigInteger dq = same("dq", numbers.dq(), numbers.d().mod(q1));
        BigInteger qi = same("qi", numbers.qi(), q.modInverse(p));
        // Last, for it is what takes long: numbers that contradict each other do not get here.
        if (!p.isProbablePrime(CERTAINTY) || !q.isProbablePrime(CERTAINTY)) {
            throw notPrimes();
        }
        RSAPrivateKey key = new RSAPrivateKey(n, e, numbers.d(), p, q, dp, dq, qi);
        AlgorithmIdentifier algorithm =
                new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption, DERNull.INSTANCE);
        try {
            return new KeyPair(
                    new PublicPart.Rsa(n, e),
                    SecretBytes.adopt(new PrivateKeyInfo(algorithm, key).getEncoded()));
        } catch (IOException impossible) {
            throw new IllegalStateException("a key cannot be encoded", impossible);
        }
    }

    /** All that shows of two factors without asking whether they are primes. */
    private static void requireFactors(BigInteger n, BigInteger p, BigInteger q)
            throws BadInputException {
        if (!p.multiply(q).equals(n) || p.equals(q) || p.signum() < 0) {
            throw new BadInputException("p and q do not make the modulus");
        }
        // A modulus of very unlike primes is easily taken apart.
        int half = n.bitLength() / 2;
        if (p.bitLength() != half || q.bitLength() != half) {
            throw new BadInputException("p and q are half as long as the modulus");
        }
        if (!p.gcd(q).equals(BigInteger.ONE)) {
            throw notPrimes();
        }
    }

    /**
     * A prime factor of the modulus, by the exponents (NIST SP 800-56B revision 2, appendix C.2):
     * e*d-1 is a multiple of the order of every number, and a square root of one that is neither 1
     * nor -1 gives a factor away. Exponents that do not belong to the modulus are found out by the
     * first number, and a modulus without two factors by {@link #BASES_TRIED}.
     */
    private static Optional<BigInteger> factor(RsaNumbers numbers, SecureRandom random) {
        BigInteger n = numbers.n();
        BigInteger k = numbers.e().multiply(numbers.d()).subtract(BigInteger.ONE);
        if (k.signum() <= 0 || k.testBit(0)) {
            return Optional.empty();
        }
        int twos = k.getLowestSetBit();
        BigInteger odd = k.shiftRight(twos);
        BigInteger minusOne = n.subtract(BigInteger.ONE);
        for (int i = 0; i < BASES_TRIED; i++) {
            BigInteger base = new BigInteger(n.bitLength() - 1, random).max(BigInteger.TWO);
            BigInteger root = base.modPow(odd, n);
            for (int j = 0; j < twos && !root.equals(BigInteger.ONE); j++) {
                BigInteger square = root.multiply(root).mod(n);
                if (square.equals(BigInteger.ONE) && !root.equals(minusOne)) {
                    return Optional.of(root.subtract(BigInteger.ONE).gcd(n));
                }
                root = square;
            }
            if (!root.equals(BigInteger.ONE)) {
                return Optional.empty();
            }
        }
        return Optional.empty();
    }

    private static BadInputException notPrimes() {
        return new BadInputException("p or q is not a prime");
    }

    private static BadInputException notTogether() {
        return new BadInputException("the exponents do not belong to the modulus");
    }

    private static BigInteger same(String name, @Nullable BigInteger given, BigInteger computed)
            throws BadInputException {
        if (given != null && !given.equals(computed)) {
            throw new BadInputException(name + " does not belong to the other numbers");
        }
        return computed;
    }

    /**
     * A pair on a curve.
     *
     * @param d the private number
     * @throws BadInputException when the point is not on the curve, or not the private number's
     */
    public static KeyPair ec(PublicPart.Ec publicPart, BigInteger d) throws BadInputException {
        X9ECParameters domain = ECNamedCurveTable.getByName(publicPart.curve().standardName());
        if (d.signum() <= 0 || d.compareTo(domain.getN()) >= 0) {
            throw new BadInputException("the private number is between 0 and the curve's order");
        }
        ECPoint point;
        try {
            point = domain.getCurve().decodePoint(publicPart.point());
        } catch (IllegalArgumentException e) {
            throw new BadInputException("the point is not on " + publicPart.curve().crv());
        }
        if (!domain.getG().multiply(d).equals(point)) {
            throw new BadInputException("x and y do not belong to d");
        }
        AlgorithmIdentifier algorithm =
                new AlgorithmIdentifier(
                        X9ObjectIdentifiers.id_ecPublicKey,
                        ECNamedCurveTable.getOID(publicPart.curve().standardName()));
        ECPrivateKey key =
                new ECPrivateKey(
                        domain.getN().bitLength(), d, new DERBitString(publicPart.point()), null);
        try {
            return new KeyPair(
                    publicPart, SecretBytes.adopt(new PrivateKeyInfo(algorithm, key).getEncoded()));
        } catch (IOException impossible) {
            throw new IllegalStateException("a key cannot be encoded", impossible);
        }
    }
}
