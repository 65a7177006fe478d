package io.strongroom.server.key;

import static io.strongroom.server.fake.Requests.assertBadParameter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.JsonNode;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Limits of what comes in with a key, and what is told of it. */
final class KeyLimitsTest {
    private static final String OCT = "{\"kty\":\"oct\",\"k\":\"AAECAwQFBgcICQoLDA0ODw\"}";
    private final KeyBench bench = new KeyBench();

    @AfterEach
    void close() {
        bench.close();
    }

    private static String tags(int nameChars, int valueChars) {
        return "\"tags\":{\"%s\":\"%s\"}".formatted("n".repeat(nameChars), "v".repeat(valueChars));
    }

    @Test
    void tags_ofAKey_haveAtMost256Characters() {
        String most = tags(256, 256);
        bench.json("POST", "/keys/k/create", "{\"kty\":\"EC\"," + most + "}");
        bench.json("PATCH", "/keys/k", "{" + most + "}");
        bench.json("PUT", "/keys/o", "{\"key\":" + OCT + "," + most + "}");
        for (String more : new String[] {tags(257, 1), tags(1, 257)}) {
            assertBadParameter(
                    () -> bench.json("POST", "/keys/k/create", "{\"kty\":\"EC\"," + more + "}"));
            assertBadParameter(() -> bench.json("PATCH", "/keys/k", "{" + more + "}"));
            assertBadParameter(
                    () -> bench.json("PUT", "/keys/o", "{\"key\":" + OCT + "," + more + "}"));
        }
    }

    @Test
    void keySize_ofASymmetricKey_isToldFrom2026On() {
        bench.json("PUT", "/keys/o", "{\"key\":" + OCT + "}");
        bench.json("POST", "/keys/k/create", "{\"kty\":\"EC\"}");
        JsonNode now = bench.json("GET", "/keys/o?api-version=2026-04-01", "");
        assertEquals(128, now.at("/attributes/key_size").asInt());
        JsonNode listed = bench.json("GET", "/keys/o/versions?api-version=2026-04-01", "");
        assertEquals(128, listed.at("/value/0/attributes/key_size").asInt());
        assertFalse(bench.json("GET", "/keys/o", "").get("attributes").has("key_size"));
        JsonNode pair = bench.json("GET", "/keys/k?api-version=2026-04-01", "");
        assertFalse(pair.get("attributes").has("key_size"));
    }
}
