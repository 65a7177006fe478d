package io.strongroom.client.fake;

import io.strongroom.client.http.Header;

import java.util.ArrayList;
import java.util.List;

/**
 * What a node answers.
 *
 * @param dropped whether the connection is closed instead
 */
public record Response(int status, List<Header> headers, String body, boolean dropped) {
    /** The node dies in the middle of the request. */
    public static final Response DROP = new Response(0, List.of(), "", true);

    public static Response of(int status, String body) {
        return new Response(status, List.of(), body, false);
    }

    public static Response error(int status, String code, String inner, String message) {
        var innerError = inner.isEmpty() ? "" : ",\"innererror\":{\"code\":\"" + inner + "\"}";
        return of(
                status,
                "{\"error\":{\"code\":\"%s\",\"message\":\"%s\"%s}}"
                        .formatted(code, message, innerError));
    }

    /** The newest version of a secret. */
    public static Response secret(String name, String value) {
        return of(
                200,
                """
                {"value":"%s","id":"https://default.vault.localhost:8443/secrets/%s/%s",
                 "attributes":{"enabled":true,"created":1493938410,"updated":1493938411,
                 "recoveryLevel":"Recoverable","recoverableDays":90},"tags":{"a":"b"},"future":1}
                """
                        .formatted(value, name, "0123456789abcdef0123456789abcdef"));
    }

    public Response with(String name, String value) {
        var more = new ArrayList<>(headers);
        more.add(new Header(name, value));
        return new Response(status, more, body, dropped);
    }
}
