package io.strongroom.hsm.key;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.strongroom.hsm.key.PaddingProbes.Fault;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Nothing tells one fault inside a ciphertext from another: neither what is said nor the way
 * through our code. How long it takes is for {@code bin/bench --keys} to say, not for a test.
 */
final class PaddingProbesTest {
    static List<KeyEngine> engines() {
        return Engines.all().toList();
    }

    @ParameterizedTest
    @MethodSource("engines")
    void decrypt_whateverIsWrongInside_failsAlikeAndInTheSamePlace(KeyEngine engine)
            throws BadInputException {
        int refused = 0;
        KeySpec.Rsa spec = new KeySpec.Rsa(2048);
        try (KeyPair pair = engine.generate(spec);
                ReadyKey key = engine.ready(spec, pair.pkcs8())) {
            PublicPart.Rsa half = (PublicPart.Rsa) pair.publicPart();
            for (RsaEncryption algorithm : RsaEncryption.values()) {
                assertEquals(
                        32,
                        key.decrypt(algorithm, PaddingProbes.made(half, algorithm, Fault.NONE))
                                .length);
                List<StackTraceElement[]> ways = new ArrayList<>();
                for (Fault fault : Fault.values()) {
                    if (fault != Fault.NONE) {
                        ways.add(way(key, algorithm, PaddingProbes.made(half, algorithm, fault)));
                        refused++;
                    }
                }
                for (StackTraceElement[] way : ways) {
                    assertArrayEquals(ways.getFirst(), way, algorithm::jwa);
                }
            }
        }
        assertEquals(3 * 4, refused);
    }

    private static StackTraceElement[] way(
            ReadyKey key, RsaEncryption algorithm, byte[] ciphertext) {
        BadInputException refusal =
                assertThrows(
                        BadInputException.class,
                        () -> key.decrypt(algorithm, ciphertext),
                        algorithm::jwa);
        assertEquals(Inputs.notDecrypted().getMessage(), refusal.getMessage());
        assertNull(refusal.getCause());
        assertEquals(0, refusal.getSuppressed().length);
        return Arrays.stream(refusal.getStackTrace())
                .filter(step -> step.getClassName().startsWith("io.strongroom.hsm.key."))
                .toArray(StackTraceElement[]::new);
    }
}
