package io.strongroom.hsm.pkcs11.key;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strongroom.hsm.key.BadInputException;
import io.strongroom.hsm.key.Curve;
import io.strongroom.hsm.key.KeyEngine;
import io.strongroom.hsm.key.KeyPair;
import io.strongroom.hsm.key.KeySpec;
import io.strongroom.hsm.key.ReadyKey;
import io.strongroom.hsm.key.SignatureAlgorithm;
import io.strongroom.hsm.key.engine.KeyEngines;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xipki.pkcs11.wrapper.AttributeVector;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;

final class PublicHalvesTest {
    private final KeyEngine engine = KeyEngines.fastest();

    @ParameterizedTest
    @EnumSource(Curve.class)
    void ofEc_twoSignatures_isTheirKeysPoint(Curve curve) throws Exception {
        KeySpec spec = new KeySpec.Ec(curve);
        SignatureAlgorithm algorithm = PublicHalves.algorithm(curve);
        int length = algorithm.hash().orElseThrow().bytes();
        for (int i = 0; i < 5; i++) {
            try (KeyPair pair = engine.generate(spec);
                    KeyPair stranger = engine.generate(spec);
                    ReadyKey key = engine.ready(spec, pair.pkcs8());
                    ReadyKey other = engine.ready(spec, stranger.pkcs8())) {
                List<byte[]> digests = List.of(new byte[length], digest(length, i));
                byte[] first = key.sign(algorithm, digests.get(0));
                byte[] second = key.sign(algorithm, digests.get(1));
                assertEquals(
                        pair.publicPart(),
                        PublicHalves.ofEc(curve, digests, List.of(first, second), engine)
                                .orElseThrow());
                byte[] strange = other.sign(algorithm, digests.get(1));
                assertTrue(
                        PublicHalves.ofEc(curve, digests, List.of(first, strange), engine)
                                .isEmpty());
            }
        }
    }

    private static byte[] digest(int length, int fill) {
        byte[] digest = new byte[length];
        Arrays.fill(digest, (byte) (fill + 1));
        return digest;
    }

    @ParameterizedTest
    @ValueSource(ints = {1024, 2047, 2049, 8192})
    void ofRsa_modulusOfAnotherSize_isRefused(int bits) {
        BigInteger n = BigInteger.ONE.shiftLeft(bits - 1).setBit(0);
        assertRefused(n, BigInteger.valueOf(65537));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 2, 65536})
    void ofRsa_exponentThatIsNone_isRefused(long e) {
        assertRefused(BigInteger.ONE.shiftLeft(2047).setBit(0), BigInteger.valueOf(e));
    }

    private static void assertRefused(BigInteger n, BigInteger e) {
        AttributeVector shown = AttributeVector.newRSAPrivateKey().modulus(n).publicExponent(e);
        assertThrows(BadInputException.class, () -> PublicHalves.ofRsa(shown));
    }
}
