package io.strongroom.server.http;

import io.strongroom.client.api.ErrorCode;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * A request that ends with an error: the code, a message for the caller, and headers to send along.
 */
public final class ApiException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;
    private final transient Map<String, String> headers;

    public ApiException(ErrorCode code, String message) {
        this(code, message, Map.of());
    }

    /** Without a stack trace: a refusal is ordinary, and never shown to the caller with one. */
    public ApiException(ErrorCode code, String message, Map<String, String> headers) {
        super(message, null, false, false);
        this.code = code;
        this.headers = Collections.unmodifiableMap(new TreeMap<>(headers));
    }

    public static ApiException badParameter(String message) {
        return new ApiException(ErrorCode.BAD_PARAMETER, message);
    }

    public ErrorCode code() {
        return code;
    }

    public Map<String, String> headers() {
        return headers;
    }

    public String text() {
        String message = getMessage();
        return message == null ? code.code() : message;
    }
}
