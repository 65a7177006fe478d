package io.strongroom.client.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;

import java.io.IOException;
import java.util.Optional;

/**
 * The wire records as JSON: absent members are null and the other way round; unknown members pass.
 */
public final class JsonCodec {
    private static final ObjectMapper MAPPER =
            JsonMapper.builder()
                    .defaultPropertyInclusion(
                            JsonInclude.Value.construct(
                                    JsonInclude.Include.NON_NULL, JsonInclude.Include.ALWAYS))
                    .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                    .build();

    private JsonCodec() {}

    public static Content write(Object value) {
        try {
            return Content.of(MAPPER.writeValueAsBytes(value));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not a wire record: " + value.getClass(), e);
        }
    }

    /** Whatever JSON it is; a missing node when it is none. */
    static JsonNode tree(Content content) {
        try {
            return MAPPER.readTree(content.stream());
        } catch (IOException e) {
            return MissingNode.getInstance();
        }
    }

    /** Empty when the content is not such a record: an answer from something that is no node. */
    public static <T> Optional<T> read(Content content, Class<T> type) {
        try {
            return Optional.ofNullable(MAPPER.readValue(content.stream(), type));
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
