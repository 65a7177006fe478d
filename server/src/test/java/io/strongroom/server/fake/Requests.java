package io.strongroom.server.fake;

import com.fasterxml.jackson.databind.JsonNode;

import io.strongroom.client.api.ErrorCode;
import io.strongroom.server.http.ApiException;
import io.strongroom.server.http.ApiRequest;
import io.strongroom.server.http.ApiResponse;
import io.strongroom.server.http.Json;

import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.function.Executable;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Requests in short, and what comes back. */
public final class Requests {
    public static final String HOST = "db.vault.localhost:8443";
    private static final String VERSION = "api-version=7.6";

    private Requests() {}

    public static ApiRequest request(String method, String target, String body) {
        return request(method, target, Map.of(), body);
    }

    /**
     * A request to the vault {@code db}.
     *
     * @param target path and query; {@code api-version=7.6} is added when there is no query
     */
    public static ApiRequest request(
            String method, String target, Map<String, String> headers, String body) {
        return request(method, HOST, target, headers, body);
    }

    public static ApiRequest request(
            String method, String host, String target, Map<String, String> headers, String body) {
        int question = target.indexOf('?');
        return new ApiRequest(
                method,
                host,
                question < 0 ? target : target.substring(0, question),
                question < 0 ? VERSION : target.substring(question + 1),
                headers,
                body.getBytes(StandardCharsets.UTF_8));
    }

    public static JsonNode json(ApiResponse response) {
        return Json.read(response.body());
    }

    public static String text(ApiResponse response) {
        return new String(response.body(), StandardCharsets.UTF_8);
    }

    /** The refusal that the call must end with. */
    public static ApiException assertRefused(ErrorCode code, Executable call) {
        ApiException refusal = Assertions.assertThrows(ApiException.class, call);
        Assertions.assertEquals(code, refusal.code(), refusal.text());
        return refusal;
    }

    public static ApiException assertBadParameter(Executable call) {
        return assertRefused(ErrorCode.BAD_PARAMETER, call);
    }
}
