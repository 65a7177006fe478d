package io.strongroom.hsm.key;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strongroom.hsm.SecretBytes;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What one engine makes, every engine takes. */
final class KeyEngineTest {
    private static final byte[] MESSAGE = "message".getBytes(StandardCharsets.UTF_8);

    static List<KeyEngine> engines() {
        return Engines.all().toList();
    }

    private static List<KeySpec> specs() {
        List<KeySpec> specs = new ArrayList<>(List.of(new KeySpec.Rsa(2048)));
        for (Curve curve : Curve.values()) {
            specs.add(new KeySpec.Ec(curve));
        }
        return specs;
    }

    @ParameterizedTest
    @MethodSource("engines")
    void sign_withEveryAlgorithm_isVerifiedByEveryEngineAndNotWhenChanged(KeyEngine engine)
            throws BadInputException {
        int signed = 0;
        for (KeySpec spec : specs()) {
            try (KeyPair pair = engine.generate(spec);
                    ReadyKey key = engine.ready(spec, pair.pkcs8())) {
                assertEquals(spec, pair.publicPart().spec());
                for (SignatureAlgorithm algorithm : SignatureAlgorithm.values()) {
                    if (algorithm.suits(spec)) {
                        byte[] digest = new byte[algorithm.hash().map(Hash::bytes).orElse(17)];
                        byte[] signature = key.sign(algorithm, digest);
                        assertVerified(pair.publicPart(), algorithm, digest, signature);
                        signed++;
                    }
                }
            }
        }
        assertEquals(SignatureAlgorithm.values().length, signed);
    }

    /** Some versions of libcrypto would give random bytes instead (ADR 0020). */
    @ParameterizedTest
    @MethodSource("engines")
    void decrypt_pkcs1PaddingThatIsWrong_isRefusedAlikeWhateverIsWrong(KeyEngine engine)
            throws BadInputException {
        KeySpec spec = new KeySpec.Rsa(2048);
        try (KeyPair pair = engine.generate(spec);
                ReadyKey key = engine.ready(spec, pair.pkcs8())) {
            PublicPart.Rsa half = (PublicPart.Rsa) pair.publicPart();
            assertEquals(200, key.decrypt(RsaEncryption.RSA1_5, encrypted(half, 0, 2, 55)).length);
            List<byte[]> wrong =
                    List.of(
                            encrypted(half, 1, 2, 55),
                            encrypted(half, 0, 1, 55),
                            encrypted(half, 0, 2, 9), // One byte of padding too few.
                            encrypted(half, 0, 2, 1),
                            encrypted(half, 0, 2, 256), // No end of the padding.
                            encrypted(half, 0, 0, 256));
            List<String> refusals = new ArrayList<>();
            for (byte[] one : wrong) {
                BadInputException refusal =
                        assertThrows(
                                BadInputException.class,
                                () -> key.decrypt(RsaEncryption.RSA1_5, one));
                refusals.add(String.valueOf(refusal.getMessage()));
            }
            assertEquals(1, refusals.stream().distinct().count(), refusals::toString);
        }
    }

    /** A block of ones that begins with two bytes and has a zero there, encrypted. */
    private static byte[] encrypted(PublicPart.Rsa half, int first, int second, int zeroAt) {
        byte[] block = new byte[256];
        Arrays.fill(block, (byte) 1);
        block[0] = (byte) first;
        block[1] = (byte) second;
        if (zeroAt < block.length) {
            block[zeroAt] = 0;
        }
        byte[] number = new BigInteger(1, block).modPow(half.e(), half.n()).toByteArray();
        byte[] ciphertext = new byte[256];
        int length = Math.min(number.length, ciphertext.length);
        System.arraycopy(
                number, number.length - length, ciphertext, ciphertext.length - length, length);
        return ciphertext;
    }

    @ParameterizedTest
    @MethodSource("engines")
    void rsnull_ofNothingOrTooMuch_isRefusedBySignAndVerify(KeyEngine engine)
            throws BadInputException {
        KeySpec spec = new KeySpec.Rsa(2048);
        SignatureAlgorithm algorithm = SignatureAlgorithm.RSNULL;
        try (KeyPair pair = engine.generate(spec);
                ReadyKey key = engine.ready(spec, pair.pkcs8())) {
            for (int length : new int[] {1, 245}) {
                byte[] digest = new byte[length];
                byte[] signature = key.sign(algorithm, digest);
                assertVerified(pair.publicPart(), algorithm, digest, signature);
            }
            byte[] signature = new byte[256];
            for (byte[] wrong : List.of(new byte[0], new byte[246])) {
                assertThrows(BadInputException.class, () -> key.sign(algorithm, wrong));
                assertThrows(
                        BadInputException.class, () -> key.verify(algorithm, wrong, signature));
            }
        }
    }

    private static void assertVerified(
            PublicPart publicPart, SignatureAlgorithm algorithm, byte[] digest, byte[] signature)
            throws BadInputException {
        byte[] info = publicPart.subjectPublicKeyInfo();
        for (KeyEngine engine : engines()) {
            try (ReadyPublicKey key = engine.readyPublic(publicPart.spec(), info)) {
                assertTrue(key.verify(algorithm, digest, signature), algorithm::jwa);
                byte[] other = digest.clone();
                other[0] ^= 1;
                assertFalse(key.verify(algorithm, other, signature), algorithm::jwa);
                for (int at : new int[] {0, signature.length / 2, signature.length - 1}) {
                    byte[] changed = signature.clone();
                    changed[at] ^= 1;
                    assertFalse(key.verify(algorithm, digest, changed), algorithm::jwa);
                }
                assertFalse(key.verify(algorithm, digest, new byte[0]), algorithm::jwa);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("engines")
    void encrypt_withEveryAlgorithm_isDecryptedByEveryEngineAndNotWhenChanged(KeyEngine engine)
            throws BadInputException {
        KeySpec.Rsa spec = new KeySpec.Rsa(2048);
        try (KeyPair pair = engine.generate(spec);
                ReadyPublicKey key =
                        engine.readyPublic(spec, pair.publicPart().subjectPublicKeyInfo())) {
            for (RsaEncryption algorithm : RsaEncryption.values()) {
                byte[] longest = new byte[algorithm.maxPlaintextBytes(spec)];
                byte[] longer = new byte[longest.length + 1];
                assertThrows(BadInputException.class, () -> key.encrypt(algorithm, longer));
                assertDecrypts(spec, pair.pkcs8(), algorithm, key.encrypt(algorithm, longest));
                assertDecrypts(spec, pair.pkcs8(), algorithm, key.encrypt(algorithm, MESSAGE));
            }
        }
    }

    private static void assertDecrypts(
            KeySpec.Rsa spec, SecretBytes pkcs8, RsaEncryption algorithm, byte[] ciphertext)
            throws BadInputException {
        byte[] changed = ciphertext.clone();
        changed[ciphertext.length / 2] ^= 1;
        byte[] shorter = new byte[ciphertext.length - 1];
        byte[] tooLarge = new byte[ciphertext.length];
        Arrays.fill(tooLarge, (byte) 0xff);
        byte[] first = null;
        for (KeyEngine engine : engines()) {
            try (ReadyKey key = engine.ready(spec, pkcs8)) {
                byte[] plaintext = key.decrypt(algorithm, ciphertext);
                if (first != null) {
                    assertArrayEquals(first, plaintext);
                }
                first = plaintext;
                List<String> refusals = new ArrayList<>();
                for (byte[] wrong : List.of(shorter, tooLarge)) {
                    refusals.add(
                            assertThrows(
                                            BadInputException.class,
                                            () -> key.decrypt(algorithm, wrong))
                                    .getMessage());
                }
                if (algorithm != RsaEncryption.RSA1_5) {
                    // Of PKCS#1 v1.5 one in some ten thousand still looks right.
                    refusals.add(
                            assertThrows(
                                            BadInputException.class,
                                            () -> key.decrypt(algorithm, changed))
                                    .getMessage());
                }
                assertEquals(1, refusals.stream().distinct().count(), refusals::toString);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("engines")
    void ready_ofAnotherKindOrOfNoKey_isRefused(KeyEngine engine) {
        KeySpec p256 = new KeySpec.Ec(Curve.P_256);
        KeySpec p256k = new KeySpec.Ec(Curve.P_256K);
        try (KeyPair pair = engine.generate(p256)) {
            byte[] info = pair.publicPart().subjectPublicKeyInfo();
            for (KeySpec other : List.of(p256k, new KeySpec.Rsa(2048))) {
                assertThrows(BadInputException.class, () -> engine.ready(other, pair.pkcs8()));
                assertThrows(BadInputException.class, () -> engine.readyPublic(other, info));
            }
        }
        SecretBytes nothing = SecretBytes.adopt(new byte[] {0x30, 0x03, 0x02, 0x01, 0x00});
        assertThrows(BadInputException.class, () -> engine.ready(p256, nothing));
        assertThrows(BadInputException.class, () -> engine.readyPublic(p256, MESSAGE));
    }

    @ParameterizedTest
    @MethodSource("engines")
    void everyCall_withAnAlgorithmOfAnotherKindOrAfterClose_fails(KeyEngine engine)
            throws BadInputException {
        KeySpec spec = new KeySpec.Ec(Curve.P_256);
        try (KeyPair pair = engine.generate(spec)) {
            ReadyKey key = engine.ready(spec, pair.pkcs8());
            byte[] digest = new byte[32];
            assertThrows(
                    IllegalArgumentException.class,
                    () -> key.sign(SignatureAlgorithm.RS256, digest));
            assertThrows(
                    IllegalArgumentException.class,
                    () -> key.sign(SignatureAlgorithm.ES256K, digest));
            assertThrows(
                    IllegalArgumentException.class,
                    () -> key.encrypt(RsaEncryption.RSA_OAEP, digest));
            assertThrows(
                    BadInputException.class,
                    () -> key.sign(SignatureAlgorithm.ES256, new byte[31]));
            key.close();
            key.close();
            assertThrows(
                    IllegalStateException.class, () -> key.sign(SignatureAlgorithm.ES256, digest));
            assertThrows(
                    IllegalStateException.class,
                    () -> key.verify(SignatureAlgorithm.ES256, digest, new byte[64]));
        }
    }
}
