package io.strongroom.server.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** JSON as the API reads and writes it: strict about syntax, silent about absent members. */
public final class Json {
    private static final ObjectMapper MAPPER =
            JsonMapper.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                    .disable(JsonParser.Feature.AUTO_CLOSE_SOURCE)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .defaultPropertyInclusion(
                            JsonInclude.Value.construct(
                                    JsonInclude.Include.NON_NULL, JsonInclude.Include.NON_NULL))
                    .build();

    private Json() {}

    public static byte[] write(Object value) {
        try {
            return MAPPER.writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The one JSON value in the bytes, which must be UTF-8.
     *
     * @throws ApiException BadParameter; the message gives the position, never the content
     */
    public static JsonNode read(byte[] body) {
        try {
            JsonNode node = MAPPER.readTree(utf8(body));
            if (node == null || node.isMissingNode()) {
                throw ApiException.badParameter(
                        "The request body is empty; a JSON object is expected.");
            }
            return node;
        } catch (JsonProcessingException e) {
            throw ApiException.badParameter("The request body is not valid JSON" + place(e) + ".");
        }
    }

    /** Jackson would guess other encodings and let overlong forms pass. */
    private static String utf8(byte[] body) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
        } catch (CharacterCodingException e) {
            throw ApiException.badParameter("The request body is not valid UTF-8.");
        }
    }

    private static String place(JsonProcessingException e) {
        @Nullable JsonLocation location = e.getLocation();
        // A limit of the parser, such as that of nesting, names no place.
        return location == null
                ? ": it is nested too deeply, or a number or name in it is too long"
                : " at line %d, column %d".formatted(location.getLineNr(), location.getColumnNr());
    }

    /** As {@link #read}, for input that the cluster itself wrote. */
    public static <T> T readAs(byte[] body, Class<T> type) throws IOException {
        return MAPPER.readValue(body, type);
    }
}
