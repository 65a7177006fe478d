package io.strongroom.server.http;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The query's parameters. Names may be percent-encoded and are compared without regard to case. */
public final class Query {
    private final Map<String, String> parameters;

    private Query(Map<String, String> parameters) {
        this.parameters = parameters;
    }

    /**
     * Reads a raw query.
     *
     * @param raw what stands behind the question mark, empty when there is none
     * @throws ApiException BadParameter for broken percent-encoding or a parameter given twice
     */
    public static Query parse(String raw) {
        Map<String, String> parameters = new TreeMap<>();
        for (String pair : raw.split("&", -1)) {
            if (pair.isEmpty()) {
                continue;
            }
            int equals = pair.indexOf('=');
            String name =
                    decode(equals < 0 ? pair : pair.substring(0, equals)).toLowerCase(Locale.ROOT);
            String value = equals < 0 ? "" : decode(pair.substring(equals + 1));
            if (parameters.put(name, value) != null) {
                throw ApiException.badParameter(
                        "The query parameter '" + Text.shown(name) + "' is given twice.");
            }
        }
        return new Query(parameters);
    }

    private static String decode(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw ApiException.badParameter("The query is not valid percent-encoding.");
        }
    }

    public Optional<String> get(String name) {
        return Optional.ofNullable(parameters.get(name.toLowerCase(Locale.ROOT)));
    }
}
