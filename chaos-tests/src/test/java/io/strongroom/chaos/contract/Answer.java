package io.strongroom.chaos.contract;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What came back.
 *
 * @param status 0 when the connection was closed without an answer
 * @param headers by lower-case name
 */
record Answer(int status, Map<String, List<String>> headers, String body) {
    static final Answer NONE = new Answer(0, Map.of(), "");

    /** Neither an answer nor the end of the connection. */
    static final Answer SILENCE = new Answer(-1, Map.of(), "");

    private static final int MAX_SHOWN = 200;
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * The final answer in the bytes; empty while it is not all there.
     *
     * @param ended the connection: then a body may be missing, as after HEAD
     */
    static Optional<Answer> parse(byte[] bytes, boolean ended) {
        String text = RawRequest.latin1(bytes);
        int end = text.indexOf("\r\n\r\n");
        if (end < 0) {
            return Optional.empty();
        }
        List<String> head = text.substring(0, end).lines().toList();
        int status = Integer.parseInt(head.getFirst().split(" ", 3)[1]);
        String rest = text.substring(end + 4);
        if (status < 200) {
            return parse(rest.getBytes(StandardCharsets.ISO_8859_1), ended);
        }
        Map<String, List<String>> headers = new TreeMap<>();
        for (String line : head.subList(1, head.size())) {
            int colon = line.indexOf(':');
            headers.computeIfAbsent(
                            line.substring(0, colon).toLowerCase(Locale.ROOT),
                            _ -> new ArrayList<>())
                    .add(line.substring(colon + 1).strip());
        }
        int length =
                Integer.parseInt(headers.getOrDefault("content-length", List.of("0")).getFirst());
        if (rest.length() < length && !ended) {
            return Optional.empty();
        }
        byte[] body =
                rest.substring(0, Math.min(length, rest.length()))
                        .getBytes(StandardCharsets.ISO_8859_1);
        return Optional.of(new Answer(status, headers, new String(body, StandardCharsets.UTF_8)));
    }

    Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name)).map(List::getFirst);
    }

    /** The body; a missing node when it is not JSON. */
    JsonNode json() {
        try {
            return JSON.readTree(body);
        } catch (JsonProcessingException notJson) {
            return JSON.missingNode();
        }
    }

    String code() {
        return json().at("/error/code").asText();
    }

    String innerCode() {
        return json().at("/error/innererror/code").asText();
    }

    String message() {
        return json().at("/error/message").asText();
    }

    @Override
    public String toString() {
        return status
                + " "
                + (body.length() > MAX_SHOWN ? body.substring(0, MAX_SHOWN) + "..." : body);
    }
}
