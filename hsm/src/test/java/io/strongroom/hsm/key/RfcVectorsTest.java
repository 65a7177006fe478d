package io.strongroom.hsm.key;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strongroom.hsm.SecretBytes;
import io.strongroom.hsm.key.OctKey.Beside;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.Arrays;
import java.util.List;

/** The examples that the standards give, on keys in software, through every engine. */
@ParameterizedClass
@MethodSource("engines")
final class RfcVectorsTest {
    private final KeyEngine engine;

    RfcVectorsTest(KeyEngine engine) {
        this.engine = engine;
    }

    static List<KeyEngine> engines() {
        return Engines.all().toList();
    }

    private ReadyOctKey key(byte[] bytes) {
        return engine.readyOct(new KeySpec.Oct(8 * bytes.length), SecretBytes.copyOf(bytes));
    }

    @Test
    void encrypt_wrappingAsTheRfcs_givesTheirBlobAndOpensIt() throws BadInputException {
        int cases = 0;
        for (RfcVectors.Wrap vector : RfcVectors.wraps()) {
            try (ReadyOctKey key = key(vector.key())) {
                for (AesAlgorithm algorithm : vector.algorithms()) {
                    byte[] made = key.encrypt(algorithm, vector.message(), Beside.NOTHING).value();
                    assertArrayEquals(vector.wrapped(), made, vector::source);
                    assertArrayEquals(
                            vector.message(),
                            key.decrypt(algorithm, vector.wrapped(), Beside.NOTHING),
                            vector::source);
                    for (int i = 0; i < made.length; i++) {
                        byte[] changed = made.clone();
                        changed[i] ^= 1;
                        assertThrows(
                                BadInputException.class,
                                () -> key.decrypt(algorithm, changed, Beside.NOTHING),
                                vector::source);
                    }
                    cases++;
                }
            }
        }
        assertEquals(16, cases);
    }

    @Test
    void encryptAndMac_asRfc7518_giveItsCiphertextAndCode() throws BadInputException {
        int cases = 0;
        for (RfcVectors.Sealed vector : RfcVectors.sealed()) {
            Beside beside = new Beside(vector.iv(), null, null);
            try (ReadyOctKey key = key(vector.key());
                    ReadyOctKey macKey = key(vector.macKey())) {
                AesAlgorithm algorithm = vector.algorithm();
                assertArrayEquals(
                        vector.ciphertext(),
                        key.encrypt(algorithm, vector.plaintext(), beside).value(),
                        vector::source);
                assertArrayEquals(
                        vector.plaintext(),
                        key.decrypt(algorithm, vector.ciphertext(), beside),
                        vector::source);
                byte[] code = macKey.mac(vector.hash(), vector.authenticated());
                assertArrayEquals(
                        vector.code(), Arrays.copyOf(code, code.length / 2), vector::source);
                assertTrue(macKey.verify(vector.hash(), vector.authenticated(), code));
                for (int i = 0; i < code.length; i++) {
                    byte[] changed = code.clone();
                    changed[i] ^= 1;
                    assertFalse(macKey.verify(vector.hash(), vector.authenticated(), changed));
                }
                assertFalse(macKey.verify(vector.hash(), vector.authenticated(), vector.code()));
                cases++;
            }
        }
        assertEquals(3, cases);
    }
}
