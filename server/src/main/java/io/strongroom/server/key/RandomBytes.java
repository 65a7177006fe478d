package io.strongroom.server.key;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.strongroom.server.http.ApiException;
import io.strongroom.server.http.Json;
import io.strongroom.server.item.ItemInput;

import java.security.SecureRandom;

/** Random bytes for callers. Source: Key Vault REST API, Get Random Bytes. */
final class RandomBytes {
    private static final int MAX_COUNT = 128;
    private static final SecureRandom RANDOM = new SecureRandom();

    private RandomBytes() {}

    /**
     * The answer to a request for some.
     *
     * @throws ApiException BadParameter for a count that is not 1 to 128
     */
    static ObjectNode asked(byte[] body) {
        JsonNode count =
                ItemInput.member(Json.read(body), "count")
                        .orElseThrow(
                                () -> ApiException.badParameter("The property count is required."));
        if (!count.isInt() || count.intValue() < 1 || count.intValue() > MAX_COUNT) {
            throw ApiException.badParameter(
                    "The property count must be a number from 1 to " + MAX_COUNT + ".");
        }
        byte[] bytes = new byte[count.intValue()];
        RANDOM.nextBytes(bytes);
        return JsonNodeFactory.instance.objectNode().put("value", KeyJsonWriter.base64(bytes));
    }
}
