package io.strongroom.server.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.strongroom.client.api.ErrorCode;

import org.junit.jupiter.api.Test;

import java.util.List;

final class JsonTest {
    private static String refusal(byte[] body) {
        ApiException refusal = assertThrows(ApiException.class, () -> Json.read(body));
        assertEquals(ErrorCode.BAD_PARAMETER, refusal.code());
        return refusal.text();
    }

    @Test
    void read_withBadSyntax_namesPlaceAndNotContent() {
        String message = refusal("{\"value\":\"secret\" x".getBytes(UTF_8));
        assertEquals("The request body is not valid JSON at line 1, column 19.", message);
    }

    @Test
    void read_beyondParsersLimits_isRefused() {
        for (String body :
                List.of("[".repeat(10_000), "{\"a\":".repeat(10_000), "9".repeat(5_000))) {
            assertFalse(refusal(body.getBytes(UTF_8)).isEmpty());
        }
    }

    @Test
    void read_ofOtherEncodings_isRefused() {
        assertEquals(
                "The request body is not valid UTF-8.",
                refusal("{\"value\":\"\u00c0\u00af\"}".getBytes(ISO_8859_1)));
        assertFalse(refusal("{\"value\":\"x\"}".getBytes(UTF_16)).isEmpty());
    }
}
