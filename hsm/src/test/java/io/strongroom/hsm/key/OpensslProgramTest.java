package io.strongroom.hsm.key;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.strongroom.hsm.SecretBytes;
import io.strongroom.hsm.key.OctKey.Beside;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Keys in software against the openssl program, both ways: what one makes, the other takes. */
final class OpensslProgramTest {
    private static final byte[] MESSAGE = "what is signed, or encrypted".getBytes(US_ASCII);
    private static final int[] RSA_BITS = {2048, 3072, 4096};
    private static final int[] OCT_BITS = {128, 192, 256};

    private static final List<OpensslProgram> PROGRAM = new ArrayList<>();
    private static final List<OpensslProgram.Made> PAIRS = new ArrayList<>();

    @BeforeAll
    static void makePairs(@TempDir Path folder) throws Exception {
        OpensslProgram openssl = OpensslProgram.in(folder);
        PROGRAM.add(openssl);
        for (int bits : RSA_BITS) {
            PAIRS.add(openssl.pair(new KeySpec.Rsa(bits)));
        }
        for (Curve curve : Curve.values()) {
            PAIRS.add(openssl.pair(new KeySpec.Ec(curve)));
        }
    }

    private static OpensslProgram openssl() {
        return PROGRAM.getFirst();
    }

    static List<KeyEngine> engines() {
        return Engines.all().toList();
    }

    @ParameterizedTest
    @MethodSource("engines")
    void sign_withEveryKindAndAlgorithm_isVerifiedByTheProgramAndTheOtherWayRound(KeyEngine engine)
            throws Exception {
        int cases = 0;
        for (OpensslProgram.Made made : PAIRS) {
            PublicPart half = made.pair().publicPart();
            try (ReadyKey key = engine.ready(half.spec(), made.pair().pkcs8())) {
                for (SignatureAlgorithm algorithm : SignatureAlgorithm.values()) {
                    if (algorithm.suits(half.spec())) {
                        byte[] digest = digest(algorithm);
                        byte[] ours = key.sign(algorithm, digest);
                        String name = half.spec() + " " + algorithm;
                        assertTrue(openssl().verifies(half, algorithm, MESSAGE, ours), name);
                        byte[] theirs = openssl().sign(made, algorithm, MESSAGE);
                        assertTrue(key.verify(algorithm, digest, theirs), name);
                        ours[ours.length / 2] ^= 1;
                        assertFalse(openssl().verifies(half, algorithm, MESSAGE, ours), name);
                        theirs[theirs.length / 2] ^= 1;
                        assertFalse(key.verify(algorithm, digest, theirs), name);
                        cases++;
                    }
                }
            }
        }
        assertEquals(3 * 7 + 4, cases);
    }

    private static byte[] digest(SignatureAlgorithm algorithm) throws Exception {
        return algorithm.hash().isPresent()
                ? MessageDigest.getInstance(algorithm.hash().get().javaName()).digest(MESSAGE)
                : MESSAGE;
    }

    @ParameterizedTest
    @MethodSource("engines")
    void encrypt_withEveryAlgorithm_isDecryptedByTheProgramAndTheOtherWayRound(KeyEngine engine)
            throws Exception {
        int cases = 0;
        for (OpensslProgram.Made made : PAIRS) {
            PublicPart half = made.pair().publicPart();
            if (half instanceof PublicPart.Rsa rsa) {
                byte[] info = rsa.subjectPublicKeyInfo();
                try (ReadyKey key = engine.ready(rsa.spec(), made.pair().pkcs8());
                        ReadyPublicKey open = engine.readyPublic(rsa.spec(), info)) {
                    for (RsaEncryption algorithm : RsaEncryption.values()) {
                        byte[] ours = open.encrypt(algorithm, MESSAGE);
                        assertArrayEquals(MESSAGE, openssl().decrypt(made, algorithm, ours));
                        byte[] longest = new byte[algorithm.maxPlaintextBytes(rsa.spec())];
                        Arrays.fill(longest, (byte) 7);
                        for (byte[] text : List.of(MESSAGE, longest)) {
                            byte[] theirs = openssl().encrypt(rsa, algorithm, text);
                            assertArrayEquals(text, key.decrypt(algorithm, theirs));
                            cases++;
                        }
                    }
                }
            }
        }
        assertEquals(3 * 3 * 2, cases);
    }

    @ParameterizedTest
    @MethodSource("engines")
    void encrypt_withSymmetricKeys_isWhatTheProgramGivesAndOpens(KeyEngine engine)
            throws Exception {
        int cases = 0;
        for (int bits : OCT_BITS) {
            byte[] bytes = new byte[bits / 8];
            new SecureRandom().nextBytes(bytes);
            try (ReadyOctKey key =
                    engine.readyOct(new KeySpec.Oct(bits), SecretBytes.copyOf(bytes))) {
                for (AesAlgorithm algorithm : AesAlgorithm.values()) {
                    if (algorithm.bits().orElse(bits) == bits
                            && algorithm.mode() != AesAlgorithm.Mode.GCM) {
                        for (int length : lengths(algorithm.mode())) {
                            assertSame(key, bytes, algorithm, Arrays.copyOf(MESSAGE, length));
                            cases++;
                        }
                    }
                }
            }
        }
        assertEquals(3 * (2 + 5 + 2 * 2 + 5), cases);
    }

    private static int[] lengths(AesAlgorithm.Mode mode) {
        return switch (mode) {
            case GCM -> new int[0];
            case CBC -> new int[] {16, 48};
            case CBC_PAD -> new int[] {0, 1, 15, 16, 47};
            case KEY_WRAP -> new int[] {16, 40};
            case KEY_WRAP_PAD -> new int[] {1, 7, 8, 16, 41};
        };
    }

    private static void assertSame(
            ReadyOctKey key, byte[] bytes, AesAlgorithm algorithm, byte[] text) throws Exception {
        Beside beside = new Beside(OpensslProgram.iv(), null, null);
        String name = algorithm + " of " + text.length;
        byte[] ours = key.encrypt(algorithm, text, beside).value();
        assertArrayEquals(openssl().cipher(true, algorithm, bytes, text), ours, name);
        assertArrayEquals(text, openssl().cipher(false, algorithm, bytes, ours), name);
        assertArrayEquals(text, key.decrypt(algorithm, ours, beside), name);
    }

    @ParameterizedTest
    @MethodSource("engines")
    void mac_withEveryHashAndSize_isWhatTheProgramMakes(KeyEngine engine) throws Exception {
        int cases = 0;
        for (int bits : OCT_BITS) {
            byte[] bytes = new byte[bits / 8];
            new SecureRandom().nextBytes(bytes);
            try (ReadyOctKey key =
                    engine.readyOct(new KeySpec.Oct(bits), SecretBytes.copyOf(bytes))) {
                for (Hash hash : List.of(Hash.SHA_256, Hash.SHA_384, Hash.SHA_512)) {
                    byte[] theirs = openssl().mac(hash, bytes, MESSAGE);
                    assertArrayEquals(theirs, key.mac(hash, MESSAGE), hash::javaName);
                    assertTrue(key.verify(hash, MESSAGE, theirs));
                    theirs[theirs.length - 1] ^= 1;
                    assertFalse(key.verify(hash, MESSAGE, theirs));
                    cases++;
                }
            }
        }
        assertEquals(9, cases);
    }
}
