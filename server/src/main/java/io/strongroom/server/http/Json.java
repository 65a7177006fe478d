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

import java.io.CharArrayReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

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
        // Decoded here: Jackson guesses among encodings, and lets bytes pass that are not UTF-8.
        CharBuffer text;
        try {
            text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body));
        } catch (CharacterCodingException e) {
            throw ApiException.badParameter("The request body is not valid UTF-8.");
        }
        try {
            JsonNode node = MAPPER.readTree(new CharArrayReader(text.array(), 0, text.limit()));
            if (node == null || node.isMissingNode()) {
                throw ApiException.badParameter(
                        "The request body is empty; a JSON object is expected.");
            }
            return node;
        } catch (JsonProcessingException e) {
            throw ApiException.badParameter("The request body is not valid JSON" + place(e) + ".");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            Arrays.fill(text.array(), '\0');
        }
    }

    /** Exceeded limits have no place. */
    private static String place(JsonProcessingException e) {
        JsonLocation at = e.getLocation();
        return at == null
                ? ""
                : " at line %d, column %d".formatted(at.getLineNr(), at.getColumnNr());
    }

    /** As {@link #read}, for input that the cluster itself wrote. */
    public static <T> T readAs(byte[] body, Class<T> type) throws IOException {
        T value = MAPPER.readValue(body, type);
        if (value == null) {
            throw new IOException("JSON null is no " + type.getSimpleName());
        }
        return value;
    }
}
