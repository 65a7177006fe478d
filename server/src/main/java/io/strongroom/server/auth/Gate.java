package io.strongroom.server.auth;

import io.strongroom.client.api.ErrorCode;
import io.strongroom.server.http.ApiException;
import io.strongroom.server.http.ApiRequest;
import io.strongroom.server.http.ErrorMapper;

import java.util.Map;

/**
 * Says who is calling, or answers 401 with the challenge that tells clients where tokens come from.
 * Thread-safe.
 */
public record Gate(Authenticator authenticator, Challenge challenge) {

    /**
     * The caller by the request's token.
     *
     * @throws ApiException UNAUTHORIZED without a valid one; SERVICE_UNAVAILABLE when this node
     *     cannot tell
     */
    public Caller caller(ApiRequest request) {
        return switch (authenticator.authenticate(request.header("authorization").orElse(null))) {
            case Authentication.Authenticated(Caller caller) -> caller;
            case Authentication.Refused(String message) ->
                    throw new ApiException(
                            ErrorCode.UNAUTHORIZED,
                            message,
                            Map.of("www-authenticate", challenge.header()));
            case Authentication.Undecidable() ->
                    throw ErrorMapper.notServing("it does not know yet who signs tokens");
        };
    }
}
