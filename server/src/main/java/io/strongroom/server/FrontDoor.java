package io.strongroom.server;

import io.strongroom.server.admin.AdminEndpoint;
import io.strongroom.server.auth.issuer.IssuerAnswer;
import io.strongroom.server.auth.issuer.IssuerEndpoint;
import io.strongroom.server.http.ApiRequest;
import io.strongroom.server.http.ApiResponse;
import io.strongroom.server.http.ErrorMapper;
import io.strongroom.server.http.PathSegments;
import io.strongroom.server.http.PublicNames;
import io.strongroom.server.telemetry.Obstacles;
import io.strongroom.server.telemetry.OperationsEndpoint;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Function;

/**
 * Where a request goes: to operations and administration by its path, to the token issuer or a
 * vault by its host.
 */
record FrontDoor(
        PublicNames names,
        OperationsEndpoint operations,
        AdminEndpoint admin,
        Obstacles obstacles,
        IssuerEndpoint issuer,
        VaultService vaults)
        implements Function<ApiRequest, ApiResponse> {

    @Override
    public ApiResponse apply(ApiRequest request) {
        if (request.rawPath().startsWith("/health/") || request.rawPath().equals("/metrics")) {
            Optional<ApiResponse> answer =
                    operations.handle(request.method(), PathSegments.of(request.rawPath()));
            if (answer.isPresent()) {
                return answer.get();
            }
        }
        if (AdminEndpoint.serves(request)) {
            return admin.handle(request);
        }
        Optional<String> obstacle = obstacles.toRequests();
        if (obstacle.isPresent()) {
            return ErrorMapper.response(ErrorMapper.notServing(obstacle.get()));
        }
        return names.isAuthority(request.host()) ? issued(request) : vaults.handle(request);
    }

    private ApiResponse issued(ApiRequest request) {
        IssuerAnswer answer =
                issuer.handle(
                        request.method(),
                        request.rawPath(),
                        request.header("authorization").orElse(null),
                        request.header("content-type").orElse(null),
                        request.body());
        return new ApiResponse(
                answer.status(),
                answer.contentType(),
                answer.body().getBytes(StandardCharsets.UTF_8),
                answer.headers());
    }
}
