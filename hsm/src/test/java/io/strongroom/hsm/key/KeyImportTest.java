package io.strongroom.hsm.key;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.interfaces.RSAPrivateCrtKey;
import java.util.Objects;

final class KeyImportTest {
    private static final BigInteger TWO = BigInteger.TWO;

    private static RsaNumbers whole;

    @BeforeAll
    static void makeAKey() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        RSAPrivateCrtKey key = (RSAPrivateCrtKey) generator.generateKeyPair().getPrivate();
        whole =
                new RsaNumbers(
                        key.getModulus(),
                        key.getPublicExponent(),
                        key.getPrivateExponent(),
                        key.getPrimeP(),
                        key.getPrimeQ(),
                        key.getPrimeExponentP(),
                        key.getPrimeExponentQ(),
                        key.getCrtCoefficient());
    }

    @Test
    void rsa_whole_worksInEveryEngine() throws BadInputException {
        try (KeyPair pair = KeyImport.rsa(whole)) {
            assertEquals(new PublicPart.Rsa(whole.n(), whole.e()), pair.publicPart());
            assertSigns(pair, SignatureAlgorithm.PS256);
        }
    }

    @Test
    void rsa_withTheFirstThreeNumbersOnly_isTheSame() throws BadInputException {
        RsaNumbers three =
                new RsaNumbers(whole.n(), whole.e(), whole.d(), null, null, null, null, null);
        try (KeyPair pair = KeyImport.rsa(three)) {
            assertSigns(pair, SignatureAlgorithm.RS256);
        }
    }

    @Test
    void rsa_withANumberThatIsNotRight_isRefused() {
        BigInteger n = whole.n();
        BigInteger e = whole.e();
        BigInteger d = whole.d();
        BigInteger p = Objects.requireNonNull(whole.p());
        BigInteger q = Objects.requireNonNull(whole.q());
        assertRefused("even", new RsaNumbers(n.clearBit(0), e, d, p, q, null, null, null));
        assertRefused("bits", new RsaNumbers(n.shiftRight(8), e, d, p, q, null, null, null));
        assertRefused("bits", new RsaNumbers(BigInteger.ZERO, e, d, p, q, null, null, null));
        assertRefused("modulus", new RsaNumbers(n.add(TWO), e, d, p, q, null, null, null));
        assertRefused("exponent", new RsaNumbers(n, BigInteger.ONE, d, p, q, null, null, null));
        assertRefused(
                "exponent", new RsaNumbers(n, e.add(BigInteger.ONE), d, p, q, null, null, null));
        assertRefused(
                "exponent",
                new RsaNumbers(n, e.shiftLeft(64).setBit(0), d, p, q, null, null, null));
        assertRefused("exponent", new RsaNumbers(n, e, n, p, q, null, null, null));
        assertRefused("exponent", new RsaNumbers(n, e, BigInteger.ZERO, p, q, null, null, null));
        assertRefused("exponents", new RsaNumbers(n, e, d.add(TWO), p, q, null, null, null));
        assertRefused("exponents", new RsaNumbers(n, e, d.add(TWO), null, null, null, null, null));
        assertRefused("together", new RsaNumbers(n, e, d, p, null, null, null, null));
        assertRefused("p and q", new RsaNumbers(n, e, d, BigInteger.ONE, n, null, null, null));
        assertRefused("p and q", new RsaNumbers(n, e, d, p.negate(), q.negate(), null, null, null));
        assertRefused("dp", new RsaNumbers(n, e, d, p, q, TWO, null, null));
        assertRefused("dq", new RsaNumbers(n, e, d, p, q, null, TWO, null));
        assertRefused("qi", new RsaNumbers(n, e, d, p, q, null, null, TWO));
    }

    /** Counts the numbers that factors are looked for with: each costs a power by the modulus. */
    private static final class CountingRandom extends SecureRandom {
        private int drawn;

        @Override
        public void nextBytes(byte[] bytes) {
            drawn++;
            super.nextBytes(bytes);
        }
    }

    private static int basesTried(BigInteger n, BigInteger d) {
        CountingRandom random = new CountingRandom();
        RsaNumbers three = new RsaNumbers(n, whole.e(), d, null, null, null, null, null);
        BadInputException e =
                assertThrows(BadInputException.class, () -> KeyImport.rsa(three, random));
        assertTrue(e.toString().contains("do not belong"), e::toString);
        return random.drawn;
    }

    @Test
    void rsa_withWrongExponentsAndNoPrimes_isRefusedByOneNumber() {
        SecureRandom random = new SecureRandom();
        int tried = 0;
        for (int i = 0; i < 8; i++) {
            BigInteger n = new BigInteger(4095, random).setBit(4095).setBit(0);
            tried += basesTried(n, new BigInteger(4094, random).setBit(0));
        }
        assertEquals(8, tried);
        assertEquals(1, basesTried(whole.n(), whole.d().add(TWO)));
        assertEquals(1, basesTried(whole.n(), whole.e().modInverse(TWO.pow(2040))));
    }

    @Test
    void rsa_withAPrimeForItsModulus_isGivenUpAfterAHandful() {
        BigInteger n = BigInteger.probablePrime(2048, new SecureRandom());
        BigInteger d = whole.e().modInverse(n.subtract(BigInteger.ONE));
        assertEquals(KeyImport.BASES_TRIED, basesTried(n, d));
    }

    /** Of 512 bits, so large that the product of two has 1024, and of four 2048. */
    private static BigInteger quarter() {
        return TWO.pow(512)
                .subtract(new BigInteger(508, new SecureRandom()).setBit(0))
                .nextProbablePrime();
    }

    /** The exponents belong to the factors, whatever these are. */
    private static RsaNumbers of(BigInteger p, BigInteger q) {
        BigInteger p1 = p.subtract(BigInteger.ONE);
        BigInteger q1 = q.subtract(BigInteger.ONE);
        BigInteger d = whole.e().modInverse(p1.multiply(q1).divide(p1.gcd(q1)));
        return new RsaNumbers(p.multiply(q), whole.e(), d, p, q, null, null, null);
    }

    @Test
    void rsa_ofMoreThanTwoPrimes_isRefused() {
        BigInteger one = quarter();
        assertRefused("not a prime", of(one.multiply(quarter()), quarter().multiply(quarter())));
        assertRefused("not a prime", of(one.multiply(quarter()), one.multiply(quarter())));
        BigInteger prime = Objects.requireNonNull(whole.p());
        assertRefused(
                "not a prime", of(one.multiply(quarter()), prime.setBit(1023).nextProbablePrime()));
    }

    @ParameterizedTest
    @EnumSource(Curve.class)
    void ec_ofEveryCurve_worksInEveryEngineAndNotWithAnotherPoint(Curve curve)
            throws BadInputException {
        KeyEngine engine = Engines.all().findFirst().orElseThrow();
        try (KeyPair made = engine.generate(new KeySpec.Ec(curve))) {
            PublicPart.Ec point = (PublicPart.Ec) made.publicPart();
            BigInteger d = EcPrivate.numberOf(made);
            try (KeyPair pair = KeyImport.ec(point, d)) {
                assertEquals(point, pair.publicPart());
                assertSigns(pair, algorithmOf(curve));
            }
            byte[] off = point.y();
            off[off.length - 1] ^= 1;
            refused("not on", new PublicPart.Ec(curve, point.x(), off), d);
            refused("belong", point, d.add(BigInteger.ONE));
            refused("order", point, BigInteger.ZERO);
            refused("order", point, d.add(TWO.pow(528)));
            byte[] zeros = new byte[curve.coordinateBytes()];
            refused("not on", new PublicPart.Ec(curve, zeros, zeros), d);
        }
    }

    private static void refused(String why, PublicPart.Ec point, BigInteger d) {
        BadInputException e = assertThrows(BadInputException.class, () -> KeyImport.ec(point, d));
        assertTrue(e.toString().contains(why), e::toString);
    }

    private static SignatureAlgorithm algorithmOf(Curve curve) {
        for (SignatureAlgorithm algorithm : SignatureAlgorithm.values()) {
            if (algorithm.suits(new KeySpec.Ec(curve))) {
                return algorithm;
            }
        }
        throw new AssertionError(curve);
    }

    private static void assertRefused(String why, RsaNumbers numbers) {
        BadInputException e = assertThrows(BadInputException.class, () -> KeyImport.rsa(numbers));
        assertTrue(e.toString().contains(why), e::toString);
    }

    private static void assertSigns(KeyPair pair, SignatureAlgorithm algorithm)
            throws BadInputException {
        byte[] digest = new byte[algorithm.hash().orElseThrow().bytes()];
        byte[] info = pair.publicPart().subjectPublicKeyInfo();
        KeySpec spec = pair.publicPart().spec();
        for (KeyEngine engine : Engines.all().toList()) {
            try (ReadyKey key = engine.ready(spec, pair.pkcs8());
                    ReadyPublicKey half = engine.readyPublic(spec, info)) {
                assertTrue(half.verify(algorithm, digest, key.sign(algorithm, digest)));
            }
        }
        assertArrayEquals(info, pair.publicPart().subjectPublicKeyInfo());
    }
}
