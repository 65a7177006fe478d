package io.strongroom.server.auth.issuer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

final class FormTest {
    private static Optional<Form> parse(String body) {
        return Form.parse(body.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void parse_encodedNamesAndValues_decodesThem() {
        assertEquals(
                Optional.of(
                        new Form(
                                Map.of(
                                        "client secret", "a+b c=&\u00e9",
                                        "empty", "",
                                        "bare", "",
                                        "raw", "\u00e9"))),
                parse("&client%20secret=a%2Bb+c=%26%C3%a9&&empty=&bare&raw=\u00e9&"));
    }

    @Test
    void parse_nothing_isAnEmptyForm() {
        assertEquals(Optional.of(new Form(Map.of())), parse(""));
    }

    @Test
    void get_emptyValue_isMissing() {
        assertEquals(Optional.empty(), new Form(Map.of("a", "")).get("a"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a=%",
                "a=%4",
                "a=%zz",
                "a=%+1",
                "a=%-1",
                "a=1&a=1",
                "a=1&%61=2",
                "a=%C3",
                "a=%FF",
                "a=%C0%80",
                "a=%ED%A0%80",
                "%=1"
            })
    void parse_malformedOrDoubled_isRefused(String body) {
        assertEquals(Optional.empty(), parse(body));
    }

    @Test
    void parse_bytesThatAreNotUtf8_isRefused() {
        assertEquals(Optional.empty(), Form.parse(new byte[] {'a', '=', (byte) 0xe9}));
    }

    @Test
    void parse_moreThan64Parameters_isRefused() {
        String most =
                IntStream.range(0, 64)
                        .mapToObj(i -> "p" + i + "=1")
                        .collect(Collectors.joining("&"));

        assertEquals(64, parse(most).orElseThrow().values().size());
        assertEquals(Optional.empty(), parse(most + "&q=1"));
        assertEquals(Optional.empty(), parse(most + "&q=1&r=1&s=1"));
    }

    @Test
    void toString_ofAForm_showsNamesOnly() {
        assertEquals("Form[client_secret]", new Form(Map.of("client_secret", "x")).toString());
    }
}
