package io.strongroom.server.item;

import com.fasterxml.jackson.databind.JsonNode;

import io.strongroom.server.http.ApiException;
import io.strongroom.server.http.Json;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;

/**
 * The {@code $skiptoken} of a list: base64url of JSON that names the list and where to go on. It is
 * not secret and gives no rights; one from another list is refused.
 */
final class SkipToken {
    private static final int MAX_CHARS = 1024;

    private SkipToken() {}

    /**
     * The token of a place in a list.
     *
     * @param list what is listed, such as {@code secrets}
     * @param after the key of the last item shown
     */
    static String encode(String list, String after) {
        byte[] json = Json.write(Map.of("NextMarker", list + "!" + after));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(json);
    }

    /**
     * The key to go on behind.
     *
     * @throws ApiException BadParameter when the token is not one of this list
     */
    static String decode(String list, String token) {
        if (token.isEmpty() || token.length() > MAX_CHARS) {
            throw invalid();
        }
        byte[] json;
        try {
            json = Base64.getUrlDecoder().decode(token.getBytes(StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            throw invalid();
        }
        String marker = marker(json);
        String prefix = list + "!";
        if (!marker.startsWith(prefix) || marker.length() == prefix.length()) {
            throw invalid();
        }
        String after = marker.substring(prefix.length());
        if (!after.chars()
                .allMatch(c -> c == '-' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z'))) {
            throw invalid();
        }
        return after;
    }

    private static String marker(byte[] json) {
        try {
            JsonNode node = Json.read(json).get("NextMarker");
            return node != null && node.isTextual() ? node.textValue() : "";
        } catch (ApiException e) {
            throw invalid();
        }
    }

    private static ApiException invalid() {
        return ApiException.badParameter("The $skiptoken is not valid for this list.");
    }
}
