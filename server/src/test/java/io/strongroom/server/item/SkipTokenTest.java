package io.strongroom.server.item;

import static io.strongroom.server.fake.Requests.assertBadParameter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

final class SkipTokenTest {
    private static final String LIST = "/secrets";

    private static String base64(String text) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void decode_ownToken_isThePlace() {
        String longest = "n".repeat(127);
        String list = "/secrets/" + longest + "/versions";
        assertEquals(longest, SkipToken.decode(list, SkipToken.encode(list, longest)));
        assertTrue(SkipToken.encode(list, longest).matches("[A-Za-z0-9_-]+"));
    }

    @Test
    void decode_tokenOfAnotherList_isRefused() {
        assertBadParameter(() -> SkipToken.decode(LIST, SkipToken.encode("/deletedsecrets", "a")));
        assertBadParameter(
                () -> SkipToken.decode("/secrets/b/versions", SkipToken.encode(LIST, "a")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "{}",
                "[]",
                "1",
                "null",
                "{\"NextMarker\":1}",
                "{\"NextMarker\":\"\"}",
                "{\"NextMarker\":\"/secrets!\"}",
                "{\"NextMarker\":\"/secrets!A\"}",
                "{\"NextMarker\":\"/secrets!a/b\"}",
                "{\"NextMarker\":\"/secrets!\\u0000\"}",
                "{\"NextMarker\":\"/secrets!a\"",
                "{\"NextMarker\":null}"
            })
    void decode_forgedToken_isRefused(String json) {
        assertBadParameter(() -> SkipToken.decode(LIST, base64(json)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"%%%", "a b", "====", "ä", "_"})
    void decode_notBase64_isRefused(String token) {
        assertBadParameter(() -> SkipToken.decode(LIST, token));
        assertBadParameter(() -> SkipToken.decode(LIST, "A".repeat(2000)));
    }
}
