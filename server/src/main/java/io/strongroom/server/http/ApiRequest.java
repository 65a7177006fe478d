package io.strongroom.server.http;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** One request as the routes see it. The body may hold a secret: it has no {@code toString}. */
public final class ApiRequest {
    private final String method;
    private final String host;
    private final String rawPath;
    private final Query query;
    private final Map<String, String> headers;
    private final byte[] body;

    /**
     * @param host the Host header or :authority as sent
     * @param rawPath before percent-decoding, without the query
     * @param headers by lower-case name
     */
    public ApiRequest(
            String method,
            String host,
            String rawPath,
            Query query,
            Map<String, String> headers,
            byte[] body) {
        this.method = method;
        this.host = host;
        this.rawPath = rawPath;
        this.query = query;
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

    public Query query() {
        return query;
    }

    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
    }

    /** The body's bytes, lent: the holder neither keeps nor changes them. */
    public byte[] body() {
        return body;
    }
}
