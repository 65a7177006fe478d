package io.strongroom.server.telemetry;

import io.strongroom.client.api.HealthJson;
import io.strongroom.server.http.ApiResponse;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@code /health/live}, {@code /health/ready} and {@code /metrics}, under any host name and without
 * a token: they tell of the node, never of what it stores.
 */
public record OperationsEndpoint(Health health, Metrics metrics) {
    private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";

    /** The answer when the path is one of them. */
    public Optional<ApiResponse> handle(String method, List<String> path) {
        if (!method.equals("GET")) {
            return Optional.empty();
        }
        return switch (String.join("/", path)) {
            case "health/live" -> {
                boolean live = health.live();
                yield Optional.of(
                        ApiResponse.json(
                                live ? 200 : 503,
                                Map.of("status", live ? "live" : "stopped"),
                                Map.of()));
            }
            case "health/ready" -> {
                HealthJson ready = health.ready();
                yield Optional.of(
                        ApiResponse.json(ready.reason() == null ? 200 : 503, ready, Map.of()));
            }
            case "metrics" ->
                    Optional.of(
                            new ApiResponse(
                                    200,
                                    PROMETHEUS,
                                    metrics.scrape().getBytes(StandardCharsets.UTF_8),
                                    Map.of()));
            default -> Optional.empty();
        };
    }
}
