package io.strongroom.server.item;

import com.fasterxml.jackson.databind.JsonNode;

import io.strongroom.server.http.ApiException;
import io.strongroom.server.http.Json;
import io.strongroom.server.http.Text;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The members that every kind's set and update have, checked against every limit. An unknown member
 * is ignored; a null member counts as absent.
 *
 * @param root the whole body, for the kind's own members
 */
public record ItemInput(
        JsonNode root,
        Optional<JsonNode> attributes,
        Optional<SortedMap<String, String>> tags,
        Optional<Boolean> enabled,
        OptionalLong notBefore,
        OptionalLong expires) {
    private static final int MAX_TAGS = 15;

    /** The last second of the year 9999. */
    private static final long MAX_SECONDS = 253_402_300_799L;

    /**
     * Of a body that has to be there.
     *
     * @param maxTagChars of a tag's name, and of its value
     */
    public static ItemInput of(byte[] body, int maxTagChars) {
        JsonNode root = Json.read(body);
        if (!root.isObject()) {
            throw ApiException.badParameter("The request body must be a JSON object.");
        }
        Optional<JsonNode> attributes = object(root, "attributes");
        OptionalLong notBefore = seconds(attributes, "nbf");
        OptionalLong expires = seconds(attributes, "exp");
        if (notBefore.isPresent()
                && expires.isPresent()
                && expires.getAsLong() <= notBefore.getAsLong()) {
            throw ApiException.badParameter("The attribute exp must be later than nbf.");
        }
        return new ItemInput(
                root,
                attributes,
                member(root, "tags").map(node -> tags(node, maxTagChars)),
                attributes
                        .flatMap(node -> member(node, "enabled"))
                        .map(node -> flag(node, "enabled")),
                notBefore,
                expires);
    }

    /** Of a body that may be empty, which changes nothing. */
    public static ItemInput ofMaybeEmpty(byte[] body, int maxTagChars) {
        return of(body.length == 0 ? new byte[] {'{', '}'} : body, maxTagChars);
    }

    /** A member that is there and not null. */
    public static Optional<JsonNode> member(JsonNode object, String name) {
        return Optional.ofNullable(object.get(name)).filter(node -> !node.isNull());
    }

    /** A member that is an object; one of another type is refused, rather than read as empty. */
    public static Optional<JsonNode> object(JsonNode object, String name) {
        Optional<JsonNode> found = member(object, name);
        if (found.isPresent() && !found.get().isObject()) {
            throw wrongType(name, "an object");
        }
        return found;
    }

    /** A member's text. */
    public static String text(JsonNode node, String name) {
        if (!node.isTextual()) {
            throw wrongType(name, "a string");
        }
        String text = node.textValue();
        // Half of a surrogate pair has no UTF-8 form: it would come back as another character.
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
            throw ApiException.badParameter("The property " + name + " is not valid Unicode text.");
        }
        return text;
    }

    /**
     * Base64url without or with padding, and base64 (RFC 4648 5 and 4): some clients and tools send
     * the latter, which Key Vault takes as well.
     *
     * @throws IllegalArgumentException when it is neither
     */
    public static byte[] base64(String text) {
        return Base64.getUrlDecoder().decode(text.replace('+', '-').replace('/', '_'));
    }

    /** A member's truth. */
    public static boolean flag(JsonNode node, String name) {
        if (!node.isBoolean()) {
            throw wrongType(name, "true or false");
        }
        return node.booleanValue();
    }

    private static OptionalLong seconds(Optional<JsonNode> attributes, String name) {
        Optional<JsonNode> node = attributes.flatMap(object -> member(object, name));
        if (node.isEmpty()) {
            return OptionalLong.empty();
        }
        if (!node.get().isIntegralNumber() || !node.get().canConvertToLong()) {
            throw wrongType(name, "an integer, in Unix seconds");
        }
        long seconds = node.get().longValue();
        if (seconds < 0 || seconds > MAX_SECONDS) {
            throw ApiException.badParameter("The attribute " + name + " is out of range.");
        }
        return OptionalLong.of(seconds);
    }

    private static SortedMap<String, String> tags(JsonNode node, int maxTagChars) {
        if (!node.isObject()) {
            throw wrongType("tags", "an object of strings");
        }
        if (node.size() > MAX_TAGS) {
            throw ApiException.badParameter("Too many tags: at most " + MAX_TAGS + " are allowed.");
        }
        SortedMap<String, String> tags = new TreeMap<>();
        for (Map.Entry<String, JsonNode> tag : node.properties()) {
            String value = text(tag.getValue(), "tags." + Text.shown(tag.getKey()));
            if (tag.getKey().isEmpty()
                    || tag.getKey().length() > maxTagChars
                    || value.length() > maxTagChars) {
                throw ApiException.badParameter(
                        "A tag's name has 1 to %d characters and its value at most %d."
                                .formatted(maxTagChars, maxTagChars));
            }
            if (!StandardCharsets.UTF_8.newEncoder().canEncode(tag.getKey())) {
                throw ApiException.badParameter("A tag's name is not valid Unicode text.");
            }
            tags.put(tag.getKey(), value);
        }
        return tags;
    }

    /** The refusal of a member of another type. */
    public static ApiException wrongType(String name, String expected) {
        return ApiException.badParameter("The property " + name + " must be " + expected + ".");
    }

    @Override
    public String toString() {
        return "ItemInput";
    }
}
