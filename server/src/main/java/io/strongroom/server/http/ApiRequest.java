package io.strongroom.server.http;

import org.jspecify.annotations.Nullable;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * One request as the routes see it, for one thread. The body may hold a secret: it has no {@code
 * toString}.
 */
public final class ApiRequest {
    private final String method;
    private final String host;
    private final String rawPath;
    private final String rawQuery;
    private final Map<String, String> headers;
    private final byte[] body;
    private @Nullable Query query;

    /**
     * @param host the Host header or :authority as sent
     * @param rawPath before percent-decoding, without the query
     * @param rawQuery what stands behind the question mark, empty when there is none
     * @param headers by lower-case name
     */
    public ApiRequest(
            String method,
            String host,
            String rawPath,
            String rawQuery,
            Map<String, String> headers,
            byte[] body) {
        this.method = method;
        this.host = host;
        this.rawPath = rawPath;
        this.rawQuery = rawQuery;
        this.headers = new TreeMap<>(headers);
        this.body = body;
    }

    public String method() {
        return method;
    }

    /** The host as sent: any case, with or without a port. */
    public String host() {
        return host;
    }

    public String rawPath() {
        return rawPath;
    }

    /**
     * The query's parameters, read on the first call: until the caller is known, nobody complains
     * about them.
     *
     * @throws ApiException BadParameter when the query is malformed
     */
    public Query query() {
        Query parsed = query;
        if (parsed == null) {
            parsed = Query.parse(rawQuery);
            query = parsed;
        }
        return parsed;
    }

    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
    }

    /** The body's bytes, lent: the holder neither keeps nor changes them. */
    public byte[] body() {
        return body;
    }
}
