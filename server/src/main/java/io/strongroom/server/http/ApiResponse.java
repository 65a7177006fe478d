package io.strongroom.server.http;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/** One answer. The body may hold a secret: it has no {@code toString}. */
public final class ApiResponse {
    public static final String JSON = "application/json; charset=utf-8";
    private static final byte[] NO_BODY = new byte[0];

    private final int status;
    private final String contentType;
    private final byte[] body;
    private final Map<String, String> headers;

    public ApiResponse(int status, String contentType, byte[] body, Map<String, String> headers) {
        this.status = status;
        this.contentType = contentType;
        this.body = body;
        this.headers = Collections.unmodifiableMap(new TreeMap<>(headers));
    }

    /** 200 with the value as JSON. */
    public static ApiResponse ok(Object value) {
        return json(200, value, Map.of());
    }

    public static ApiResponse json(int status, Object value, Map<String, String> headers) {
        return new ApiResponse(status, JSON, Json.write(value), headers);
    }

    /** 204, as purge answers. */
    public static ApiResponse noContent() {
        return new ApiResponse(204, "", NO_BODY, Map.of());
    }

    /** The same answer with one more header. */
    public ApiResponse with(String name, String value) {
        Map<String, String> more = new TreeMap<>(headers);
        more.put(name, value);
        return new ApiResponse(status, contentType, body, more);
    }

    public int status() {
        return status;
    }

    /** Empty when there is no body. */
    public String contentType() {
        return contentType;
    }

    public byte[] body() {
        return body;
    }

    public Map<String, String> headers() {
        return headers;
    }
}
