package io.strongroom.hsm.key;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strongroom.hsm.SecretBytes;
import io.strongroom.hsm.key.OctKey.Beside;
import io.strongroom.hsm.key.OctKey.Encrypted;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** What one engine does with a symmetric key, every engine does. */
final class OctEngineTest {
    private static final byte[] AAD = {1, 2, 3};
    private static final Hash[] HASHES = {Hash.SHA_256, Hash.SHA_384, Hash.SHA_512};

    static List<KeyEngine> engines() {
        return Engines.all().toList();
    }

    private static ReadyOctKey ready(KeyEngine engine, int bits) {
        return engine.readyOct(new KeySpec.Oct(bits), SecretBytes.adopt(bytes(bits / 8)));
    }

    private static byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    @ParameterizedTest
    @MethodSource("engines")
    void encrypt_withEveryAlgorithm_isDecryptedByEveryEngineAndNotWhenChanged(KeyEngine engine)
            throws BadInputException {
        for (AesAlgorithm algorithm : AesAlgorithm.values()) {
            for (int bits : sizes(algorithm)) {
                for (int length : lengths(algorithm)) {
                    try (ReadyOctKey key = ready(engine, bits)) {
                        assertEquals(bits, key.spec().bits());
                        byte[] text = bytes(length);
                        Encrypted made = key.encrypt(algorithm, text, given(algorithm));
                        assertDecrypts(algorithm, bits, text, made);
                        assertArrayEquals(bytes(length), text, "what was lent is as it was");
                    }
                }
            }
        }
    }

    private static List<Integer> sizes(AesAlgorithm algorithm) {
        return algorithm.bits().isPresent()
                ? List.of(algorithm.bits().getAsInt())
                : List.of(128, 192, 256);
    }

    private static List<Integer> lengths(AesAlgorithm algorithm) {
        return switch (algorithm.mode()) {
            case GCM, CBC_PAD -> List.of(0, 1, 15, 16, 17, 4096);
            case CBC -> List.of(16, 32, 4096);
            case KEY_WRAP -> List.of(16, 24, 32, 4096);
            case KEY_WRAP_PAD -> List.of(1, 7, 8, 9, 16, 20, 4095);
        };
    }

    private static Beside given(AesAlgorithm algorithm) {
        return switch (algorithm.mode()) {
            case GCM -> new Beside(null, AAD, null);
            case CBC, CBC_PAD -> new Beside(bytes(AesInputs.BLOCK_BYTES), null, null);
            case KEY_WRAP, KEY_WRAP_PAD -> Beside.NOTHING;
        };
    }

    private static void assertDecrypts(
            AesAlgorithm algorithm, int bits, byte[] text, Encrypted made)
            throws BadInputException {
        Beside beside =
                algorithm.mode() == AesAlgorithm.Mode.GCM
                        ? new Beside(made.iv(), AAD, made.tag())
                        : given(algorithm);
        List<String> refusals = new ArrayList<>();
        for (KeyEngine engine : engines()) {
            try (ReadyOctKey key = ready(engine, bits)) {
                assertArrayEquals(
                        text, key.decrypt(algorithm, made.value(), beside), algorithm::wireName);
                if (algorithm.mode() == AesAlgorithm.Mode.GCM) {
                    Beside other = new Beside(made.iv(), new byte[] {1, 2, 4}, made.tag());
                    refusals.add(refusal(key, algorithm, made.value(), other));
                }
                if (algorithm.mode().wraps()) {
                    byte[] changed = made.value().clone();
                    changed[changed.length / 2] ^= 1;
                    refusals.add(refusal(key, algorithm, changed, beside));
                    byte[] shorter = Arrays.copyOf(made.value(), made.value().length - 8);
                    refusals.add(refusal(key, algorithm, shorter, beside));
                }
            }
        }
        assertTrue(refusals.stream().distinct().count() <= 1, refusals::toString);
    }

    private static String refusal(
            ReadyOctKey key, AesAlgorithm algorithm, byte[] ciphertext, Beside beside) {
        return String.valueOf(
                assertThrows(
                                BadInputException.class,
                                () -> key.decrypt(algorithm, ciphertext, beside))
                        .getMessage());
    }

    @ParameterizedTest
    @MethodSource("engines")
    void mac_ofEveryHash_isVerifiedByEveryEngineAndNotWhenChanged(KeyEngine engine) {
        for (int bits : new int[] {128, 192, 256}) {
            for (Hash hash : HASHES) {
                for (int length : new int[] {0, 1, 64, 4096}) {
                    byte[] code;
                    try (ReadyOctKey key = ready(engine, bits)) {
                        code = key.mac(hash, bytes(length));
                    }
                    assertEquals(hash.bytes(), code.length);
                    byte[] changed = code.clone();
                    changed[code.length - 1] ^= 1;
                    for (KeyEngine other : engines()) {
                        try (ReadyOctKey key = ready(other, bits)) {
                            assertTrue(key.verify(hash, bytes(length), code));
                            assertFalse(key.verify(hash, bytes(length), changed));
                            assertFalse(key.verify(hash, bytes(length), new byte[0]));
                        }
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("engines")
    void everyCall_withAnotherSizeWrongLengthOrAfterClose_fails(KeyEngine engine)
            throws BadInputException {
        assertThrows(
                IllegalArgumentException.class,
                () -> engine.readyOct(new KeySpec.Oct(256), SecretBytes.adopt(new byte[16])));
        ReadyOctKey key = ready(engine, 256);
        assertThrows(
                IllegalArgumentException.class,
                () -> key.encrypt(AesAlgorithm.A128GCM, new byte[1], Beside.NOTHING));
        assertThrows(
                BadInputException.class,
                () -> key.encrypt(AesAlgorithm.A256CBC, new byte[16], Beside.NOTHING));
        assertThrows(
                BadInputException.class,
                () -> key.encrypt(AesAlgorithm.A256KW, new byte[8], Beside.NOTHING));
        assertThrows(
                BadInputException.class,
                () -> key.decrypt(AesAlgorithm.A256GCM, new byte[16], Beside.NOTHING));
        key.close();
        key.close();
        assertThrows(
                IllegalStateException.class,
                () -> key.encrypt(AesAlgorithm.A256GCM, new byte[1], Beside.NOTHING));
        assertThrows(IllegalStateException.class, () -> key.mac(Hash.SHA_256, new byte[1]));
    }
}
