package io.strongroom.server.http;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The query's parameters. Names may be percent-encoded and are compared without regard to case. A
 * broken query is an error only where a parameter is asked for: without a valid token nobody is
 * told about it.
 */
public final class Query {
    private final Map<String, String> parameters;
    private final Optional<ApiException> flaw;

    private Query(Map<String, String> parameters, Optional<ApiException> flaw) {
        this.parameters = parameters;
        this.flaw = flaw;
    }

    /**
     * Reads a raw query.
     *
     * @param raw what stands behind the question mark, empty when there is none
     */
    public static Query parse(String raw) {
        try {
            return new Query(parameters(raw), Optional.empty());
        } catch (ApiException flaw) {
            return new Query(Map.of(), Optional.of(flaw));
        }
    }

    private static Map<String, String> parameters(String raw) {
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
        return parameters;
    }

    private static String decode(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw ApiException.badParameter("The query is not valid percent-encoding.");
        }
    }

    /**
     * A parameter's value.
     *
     * @throws ApiException BadParameter, whichever parameter is asked for, when the query has
     *     broken percent-encoding or one parameter twice
     */
    public Optional<String> get(String name) {
        if (flaw.isPresent()) {
            throw flaw.get();
        }
        return Optional.ofNullable(parameters.get(name.toLowerCase(Locale.ROOT)));
    }
}
