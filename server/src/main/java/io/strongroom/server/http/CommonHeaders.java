package io.strongroom.server.http;

import io.strongroom.client.api.Headers;

import org.jspecify.annotations.Nullable;

import java.util.Optional;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/**
 * The headers of every answer. Source: Key Vault, common request and response headers.
 *
 * @param nodeId the node that answers
 * @param leader the node that leads, as this one believes
 */
public record CommonHeaders(int nodeId, Supplier<Optional<Integer>> leader) {
    private static final String SERVICE_VERSION =
            Optional.ofNullable(CommonHeaders.class.getPackage().getImplementationVersion())
                    .orElse("0.0.0");

    /**
     * Adds them.
     *
     * @param clientRequestId the caller's id, echoed unchanged; null when none came
     */
    public void addTo(BiConsumer<String, String> headers, @Nullable String clientRequestId) {
        headers.accept("cache-control", "no-cache");
        headers.accept("pragma", "no-cache");
        headers.accept("expires", "-1");
        headers.accept("strict-transport-security", "max-age=31536000;includeSubDomains");
        headers.accept("x-content-type-options", "nosniff");
        headers.accept("x-ms-keyvault-region", "local");
        headers.accept("x-ms-keyvault-service-version", SERVICE_VERSION);
        headers.accept(Headers.REQUEST_ID, UUID.randomUUID().toString());
        headers.accept(Headers.NODE, Integer.toString(nodeId));
        leader.get().ifPresent(id -> headers.accept(Headers.LEADER, id.toString()));
        if (clientRequestId != null) {
            headers.accept(Headers.CLIENT_REQUEST_ID, clientRequestId);
        }
    }
}
