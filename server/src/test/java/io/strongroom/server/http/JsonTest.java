package io.strongroom.server.http;

import static io.strongroom.server.fake.Requests.assertBadParameter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;

final class JsonTest {
    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void read_object_isRead() {
        assertEquals(
                "ä😀",
                Json.read(bytes(" {\"value\":\"ä\\ud83d\\ude00\"}\n")).get("value").asText());
    }

    static List<String> malformed() {
        return List.of(
                "",
                " ",
                "{",
                "{]",
                "{\"value\":}",
                "{\"a\":1,}",
                "{a:1}",
                "{'a':1}",
                "{\"a\":1}{}",
                "{\"a\":1} x",
                "{\"a\":1,\"a\":2}",
                "{\"t\":{\"a\":1,\"a\":2}}",
                "{\"a\":NaN}",
                "{\"a\":Infinity}",
                "{\"a\":01}",
                "{\"a\":+1}",
                "{\"a\":.5}",
                "{\"a\":\"\\x\"}",
                "{\"a\":\"\\u12\"}",
                "{\"a\":\"line\nbreak\"}",
                "{\"a\":\"\u0000\"}",
                "/* c */ {}",
                "\ufeff{}",
                "\u0000",
                "[".repeat(10_000),
                "{\"a\":".repeat(10_000),
                "{\"a\":" + "9".repeat(10_000) + "}",
                "{\"a\":1e" + "9".repeat(10_000) + "}",
                "{\"" + "n".repeat(100_000) + "\":1}");
    }

    @ParameterizedTest
    @MethodSource("malformed")
    void read_malformedText_isRefused(String text) {
        assertBadParameter(() -> Json.read(bytes(text)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "7b2261223a22ff227d", // a byte that UTF-8 does not have
                "7b2261223a22c3227d", // a sequence cut short
                "7b2261223a22c080227d", // an overlong zero
                "7b2261223a22eda080227d", // half a surrogate pair
                "ff"
            })
    void read_invalidUtf8_isRefused(String hex) {
        assertBadParameter(() -> Json.read(HexFormat.of().parseHex(hex)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16LE", "UTF-16BE", "UTF-16", "UTF-32LE", "UTF-32BE"})
    void read_otherEncoding_isRefused(String charset) {
        byte[] body = "{\"value\":\"x\"}".getBytes(Charset.forName(charset));
        assertBadParameter(() -> Json.read(body));
    }

    @Test
    void read_malformed_messageShowsThePlaceAndNotTheContent() {
        ApiException refusal =
                assertBadParameter(() -> Json.read(bytes("{\"value\":\"hunter2\", hunter2}")));
        assertFalse(refusal.text().contains("hunter2"), refusal.text());
        assertEquals("The request body is not valid JSON at line 1, column 21.", refusal.text());
    }

    @Test
    void write_absentMembers_areLeftOut() {
        record Pair(String a, @org.jspecify.annotations.Nullable String b) {}
        assertEquals(
                "{\"a\":\"x\"}",
                new String(Json.write(new Pair("x", null)), StandardCharsets.UTF_8));
    }
}
