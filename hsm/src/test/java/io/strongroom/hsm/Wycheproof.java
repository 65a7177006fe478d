package io.strongroom.hsm;

import static org.junit.jupiter.api.Assertions.fail;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import org.junit.jupiter.api.Assumptions;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;

/** Reads Wycheproof's test vectors, which are not part of the project. */
public final class Wycheproof {
    private Wycheproof() {}

    /**
     * The test groups of a file; the test is skipped when the folder is not there, except in CI.
     */
    public static JsonNode groups(String fileName) throws IOException {
        Path file = Path.of(System.getProperty("strongroom.vectors", "."), "wycheproof", fileName);
        if (!Files.exists(file)) {
            String message = "no Wycheproof vectors at " + file + ": set -Dstrongroom.vectors";
            if ("true".equals(System.getenv("CI"))) {
                fail(message);
            }
            Assumptions.abort(message);
        }
        return new ObjectMapper().readTree(file.toFile()).get("testGroups");
    }

    public static byte[] hex(JsonNode test, String field) {
        return HexFormat.of().parseHex(test.get(field).asText());
    }

    public static boolean valid(JsonNode test) {
        return "valid".equals(test.get("result").asText());
    }

    public static String name(JsonNode test) {
        return "tcId " + test.get("tcId").asInt() + ": " + test.get("comment").asText();
    }
}
