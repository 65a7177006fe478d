package io.strongroom.server.secret;

import io.strongroom.server.http.ApiException;
import io.strongroom.server.item.ItemInput;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;

/**
 * The body of a set or an update, checked against every limit. An unknown member is ignored; a null
 * member counts as absent.
 *
 * @param value empty in an update; holds the secret, so this record never reaches a log
 */
record SecretInput(
        Optional<String> value,
        Optional<String> contentType,
        Optional<SortedMap<String, String>> tags,
        Optional<Boolean> enabled,
        OptionalLong notBefore,
        OptionalLong expires) {
    static final int MAX_VALUE_BYTES = 25_600;

    /** As its documentation says; the API's description says 256 for every kind. */
    private static final int MAX_TAG_CHARS = 512;

    private static final int MAX_CONTENT_TYPE_CHARS = 255;

    /** For PUT: {@code value} is required. */
    static SecretInput forSet(byte[] body) {
        SecretInput input = read(ItemInput.of(body, MAX_TAG_CHARS));
        String value =
                input.value.orElseThrow(
                        () -> ApiException.badParameter("The property value is required."));
        if (value.getBytes(StandardCharsets.UTF_8).length > MAX_VALUE_BYTES) {
            throw ApiException.badParameter(
                    "The secret value is too long: at most "
                            + MAX_VALUE_BYTES
                            + " bytes in UTF-8 are allowed.");
        }
        return input;
    }

    /** For PATCH: an empty body changes nothing. A value is ignored, it cannot be updated. */
    static SecretInput forUpdate(byte[] body) {
        return read(ItemInput.ofMaybeEmpty(body, MAX_TAG_CHARS));
    }

    private static SecretInput read(ItemInput item) {
        Optional<String> contentType =
                ItemInput.member(item.root(), "contentType")
                        .map(node -> ItemInput.text(node, "contentType"));
        if (contentType.filter(text -> text.length() > MAX_CONTENT_TYPE_CHARS).isPresent()) {
            throw ApiException.badParameter(
                    "The contentType is too long: at most "
                            + MAX_CONTENT_TYPE_CHARS
                            + " characters are allowed.");
        }
        return new SecretInput(
                ItemInput.member(item.root(), "value").map(node -> ItemInput.text(node, "value")),
                contentType,
                item.tags(),
                item.enabled(),
                item.notBefore(),
                item.expires());
    }

    @Override
    public String toString() {
        return "SecretInput";
    }
}
