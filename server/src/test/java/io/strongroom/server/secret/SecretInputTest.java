package io.strongroom.server.secret;

import static io.strongroom.server.fake.Requests.assertBadParameter;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strongroom.server.http.ApiException;
import io.strongroom.server.http.ErrorMapper;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

final class SecretInputTest {
    private static SecretInput set(String body) {
        return SecretInput.forSet(body.getBytes(StandardCharsets.UTF_8));
    }

    private static SecretInput update(String body) {
        return SecretInput.forUpdate(body.getBytes(StandardCharsets.UTF_8));
    }

    private static String tags(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "\"t" + i + "\":\"v\"")
                .collect(Collectors.joining(",", "{\"value\":\"x\",\"tags\":{", "}}"));
    }

    @Test
    void forSet_everyMember_isRead() {
        SecretInput input =
                set(
                        """
                        {"value":" s ","contentType":"text/plain","tags":{"b":"2","a":""},
                         "attributes":{"enabled":false,"nbf":0,"exp":253402300799,"created":5},
                         "unknown":[1]}
                        """);
        assertEquals(Optional.of(" s "), input.value());
        assertEquals(Optional.of("text/plain"), input.contentType());
        assertEquals(Optional.of(Map.of("a", "", "b", "2")), input.tags());
        assertEquals(Optional.of(false), input.enabled());
        assertEquals(OptionalLong.of(0), input.notBefore());
        assertEquals(OptionalLong.of(253_402_300_799L), input.expires());
    }

    @Test
    void forSet_nullMembers_countAsAbsent() {
        SecretInput input =
                set("{\"value\":\"\",\"contentType\":null,\"tags\":null,\"attributes\":null}");
        assertEquals(Optional.of(""), input.value());
        assertEquals(Optional.empty(), input.contentType());
        assertEquals(Optional.empty(), input.tags());
        assertEquals(Optional.empty(), input.enabled());
        assertEquals(
                OptionalLong.empty(),
                set("{\"value\":\"\",\"attributes\":{\"exp\":null}}").expires());
    }

    @ParameterizedTest
    @CsvSource({"x,25600", "ä,12800", "😀,6400", "\\u00e4,12800", "\\ud83d\\ude00,6400"})
    void forSet_valueOfExactlyTheLimit_isTakenAndOneMoreByteRefused(String unit, int count) {
        String longest = unit.repeat(count);
        assertDoesNotThrow(() -> set("{\"value\":\"" + longest + "\"}"));
        assertBadParameter(() -> set("{\"value\":\"" + longest + "x\"}"));
    }

    @Test
    void forSet_contentType_hasAtMost255Characters() {
        String body = "{\"value\":\"x\",\"contentType\":\"%s\"}";
        assertDoesNotThrow(() -> set(body.formatted("c".repeat(255))));
        assertBadParameter(() -> set(body.formatted("c".repeat(256))));
    }

    @Test
    void forSet_tags_areAtMost15() {
        assertEquals(15, set(tags(15)).tags().orElseThrow().size());
        assertBadParameter(() -> set(tags(16)));
    }

    @Test
    void forSet_tag_hasAtMost512Characters() {
        String body = "{\"value\":\"x\",\"tags\":{\"%s\":\"%s\"}}";
        assertDoesNotThrow(() -> set(body.formatted("n".repeat(512), "v".repeat(512))));
        assertBadParameter(() -> set(body.formatted("n".repeat(513), "v")));
        assertBadParameter(() -> set(body.formatted("n", "v".repeat(513))));
        assertBadParameter(() -> set(body.formatted("", "v")));
    }

    static List<String> wrong() {
        return List.of(
                "",
                "null",
                "true",
                "1",
                "\"x\"",
                "[]",
                "[{\"value\":\"x\"}]",
                "{}",
                "{\"value\":null}",
                "{\"value\":1}",
                "{\"value\":true}",
                "{\"value\":{}}",
                "{\"value\":[\"x\"]}",
                "{\"Value\":\"x\"}",
                "{\"value\":\"x\",\"contentType\":1}",
                "{\"value\":\"x\",\"tags\":[]}",
                "{\"value\":\"x\",\"tags\":\"a\"}",
                "{\"value\":\"x\",\"tags\":{\"a\":1}}",
                "{\"value\":\"x\",\"tags\":{\"a\":null}}",
                "{\"value\":\"x\",\"tags\":{\"a\":{}}}",
                "{\"value\":\"x\",\"attributes\":[]}",
                "{\"value\":\"x\",\"attributes\":\"enabled\"}",
                "{\"value\":\"x\",\"attributes\":{\"enabled\":1}}",
                "{\"value\":\"x\",\"attributes\":{\"enabled\":\"true\"}}",
                "{\"value\":\"x\",\"attributes\":{\"exp\":\"1\"}}",
                "{\"value\":\"x\",\"attributes\":{\"exp\":1.5}}",
                "{\"value\":\"x\",\"attributes\":{\"exp\":1e3}}",
                "{\"value\":\"x\",\"attributes\":{\"exp\":1e400}}",
                "{\"value\":\"x\",\"attributes\":{\"exp\":-1}}",
                "{\"value\":\"x\",\"attributes\":{\"exp\":253402300800}}",
                "{\"value\":\"x\",\"attributes\":{\"exp\":9223372036854775808}}",
                "{\"value\":\"x\",\"attributes\":{\"nbf\":18446744073709551617}}",
                "{\"value\":\"x\",\"attributes\":{\"nbf\":5,\"exp\":5}}",
                "{\"value\":\"x\",\"attributes\":{\"nbf\":6,\"exp\":5}}");
    }

    @ParameterizedTest
    @MethodSource("wrong")
    void forSet_wrongShape_isRefused(String body) {
        assertBadParameter(() -> set(body));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"value\":\"\\ud83d\"}",
                "{\"value\":\"\\ude00\\ud83d\"}",
                "{\"value\":\"x\",\"contentType\":\"a\\udfff\"}",
                "{\"value\":\"x\",\"tags\":{\"\\ud800\":\"v\"}}",
                "{\"value\":\"x\",\"tags\":{\"n\":\"\\ud800\"}}",
                "{\"value\":\"x\",\"tags\":{\"\\ud800\":1}}"
            })
    void forSet_halfASurrogatePair_isRefusedWithAnAnswerThatCanBeWritten(String body) {
        ApiException refusal = assertBadParameter(() -> set(body));
        assertEquals(400, ErrorMapper.response(refusal).status());
    }

    @Test
    void forUpdate_emptyBody_changesNothing() {
        for (String body : List.of("", "{}")) {
            SecretInput input = update(body);
            assertTrue(input.contentType().isEmpty() && input.tags().isEmpty());
            assertTrue(input.enabled().isEmpty() && input.expires().isEmpty());
        }
    }

    @Test
    void forUpdate_contradictingTimes_areRefused() {
        assertBadParameter(() -> update("{\"attributes\":{\"nbf\":9,\"exp\":9}}"));
    }

    @Test
    void toString_neverShowsTheValue() {
        assertFalse(set("{\"value\":\"hunter2\"}").toString().contains("hunter2"));
    }
}
