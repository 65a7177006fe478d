package io.strongroom.server.key;

import static io.strongroom.server.fake.Requests.assertBadParameter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;

import io.strongroom.hsm.key.PublicPart;
import io.strongroom.hsm.key.engine.KeyEngines;
import io.strongroom.server.http.Json;
import io.strongroom.server.key.JwkInput.Brought;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.util.Arrays;

final class JwkInputTest {
    private final KeyMaker maker = new KeyMaker(KeyEngines.fastest(), 1, Duration.ofMinutes(1));

    @AfterEach
    void close() {
        maker.close();
    }

    @ParameterizedTest
    @CsvSource({"P-256, secp256r1, 32", "P-384, secp384r1, 48", "P-521, secp521r1, 66"})
    void read_coordinatesWithoutTheirZeros_isTheSameKey(String crv, String name, int length)
            throws GeneralSecurityException {
        KeyPair pair = startingWithZeros(name, length);
        ECPublicKey point = (ECPublicKey) pair.getPublic();
        byte[] x = shortest(point.getW().getAffineX());
        byte[] y = shortest(point.getW().getAffineY());
        assertTrue(x.length < length && y.length <= length, "nothing was left out");
        byte[] d = shortest(((ECPrivateKey) pair.getPrivate()).getS());
        try (Brought brought = JwkInput.read(jwk(crv, x, y, d), maker)) {
            PublicPart.Ec taken = (PublicPart.Ec) ((Brought.Pair) brought).pair().publicPart();
            assertEquals(point.getW().getAffineX(), new BigInteger(1, taken.x()));
            assertEquals(point.getW().getAffineY(), new BigInteger(1, taken.y()));
        }
        assertBadParameter(() -> JwkInput.read(jwk(crv, y, x, d), maker));
        assertBadParameter(() -> JwkInput.read(jwk(crv, new byte[0], y, d), maker));
    }

    @Test
    void read_coordinatesLongerThanTheCurves_isRefused() throws GeneralSecurityException {
        KeyPair pair = startingWithZeros("secp256r1", 32);
        ECPublicKey point = (ECPublicKey) pair.getPublic();
        byte[] x = shortest(point.getW().getAffineX());
        byte[] y = Arrays.copyOf(shortest(point.getW().getAffineY()), 33);
        byte[] d = shortest(((ECPrivateKey) pair.getPrivate()).getS());
        String text = assertBadParameter(() -> JwkInput.read(jwk("P-256", x, y, d), maker)).text();
        assertTrue(text.contains("32 bytes"), text);
    }

    private static JsonNode jwk(String crv, byte[] x, byte[] y, byte[] d) {
        return Json.read(
                "{\"kty\":\"EC\",\"crv\":\"%s\",\"x\":\"%s\",\"y\":\"%s\",\"d\":\"%s\"}"
                        .formatted(
                                crv,
                                KeyJsonWriter.base64(x),
                                KeyJsonWriter.base64(y),
                                KeyJsonWriter.base64(d))
                        .getBytes(UTF_8));
    }

    private static KeyPair startingWithZeros(String curve, int length)
            throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec(curve));
        while (true) {
            KeyPair pair = generator.generateKeyPair();
            BigInteger x = ((ECPublicKey) pair.getPublic()).getW().getAffineX();
            if (shortest(x).length < length) {
                return pair;
            }
        }
    }

    /** As Azure's command line writes a number: no more bytes than it has. */
    private static byte[] shortest(BigInteger number) {
        byte[] bytes = number.toByteArray();
        return bytes[0] == 0 ? Arrays.copyOfRange(bytes, 1, bytes.length) : bytes;
    }
}
