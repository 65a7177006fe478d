package io.strongroom.server.key;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;

import io.strongroom.client.api.ErrorCode;
import io.strongroom.server.http.ApiException;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class KeyInputTest {
    private final KeyBench bench = new KeyBench();

    @AfterEach
    void close() {
        bench.close();
    }

    private JsonNode create(String body) {
        return bench.json("POST", "/keys/k/create", body);
    }

    private String refused(String body) {
        ApiException refusal =
                assertThrows(
                        ApiException.class, () -> bench.call("POST", "/keys/k/create", body), body);
        assertEquals(ErrorCode.BAD_PARAMETER, refusal.code());
        return refusal.text();
    }

    @Test
    void update_withAnEmptyListOfOperations_leavesThem() {
        create("{\"kty\":\"EC\",\"key_ops\":[\"sign\"]}");
        JsonNode updated =
                bench.json("PATCH", "/keys/k", "{\"key_ops\":[],\"tags\":{\"a\":\"b\"}}");
        assertEquals("b", updated.at("/tags/a").asText());
        assertEquals("[\"sign\"]", updated.at("/key/key_ops").toString());
        JsonNode rotated = bench.json("POST", "/keys/k/rotate", "");
        assertEquals("[\"sign\"]", rotated.at("/key/key_ops").toString());
        bench.json(
                "POST",
                "/keys/k/sign",
                "{\"alg\":\"ES256\",\"value\":\"%s\"}"
                        .formatted(KeyJsonWriter.base64(new byte[32])));
    }

    @ParameterizedTest
    @CsvSource({
        "0, true",
        "65537, true",
        "3, false",
        "-1, false",
        "4294967296, false",
        "18446744073709551616, false",
        "18446744073709617153, false",
        "65537.0, false"
    })
    void create_ofAnRsaKeyWithAnExponent_takesTheUsualOneOnly(String exponent, boolean taken) {
        String body = "{\"kty\":\"RSA\",\"public_exponent\":" + exponent + "}";
        if (taken) {
            assertEquals("AQAB", create(body).at("/key/e").asText());
        } else {
            refused(body);
        }
    }

    @ParameterizedTest
    @CsvSource({"P-256, 256", "P-384, 384", "P-521, 521", "P-256K, 256"})
    void create_onACurveWithASize_takesTheCurvesOwnOnly(String crv, int bits) {
        String body = "{\"kty\":\"EC\",\"crv\":\"%s\",\"key_size\":%d}";
        assertEquals(crv, create(body.formatted(crv, bits)).at("/key/crv").asText());
        assertTrue(refused(body.formatted(crv, bits + 1)).contains(crv));
    }

    @Test
    void create_withTheSizeOfACurveThatIsNotNamed_isRefused() {
        assertTrue(refused("{\"kty\":\"EC\",\"key_size\":384}").contains("P-256 is 256, not 384"));
        assertEquals("P-256", create("{\"kty\":\"EC\",\"key_size\":256}").at("/key/crv").asText());
    }
}
