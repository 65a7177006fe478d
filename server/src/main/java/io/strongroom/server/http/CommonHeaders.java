package io.strongroom.server.http;

import io.strongroom.client.api.Headers;

import org.jspecify.annotations.Nullable;

import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
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

    /** Adds those that are the same in every answer of this node. */
    void addConstantTo(BiConsumer<String, String> headers) {
        headers.accept("cache-control", "no-cache");
        headers.accept("pragma", "no-cache");
        headers.accept("expires", "-1");
        headers.accept("strict-transport-security", "max-age=31536000;includeSubDomains");
        headers.accept("x-content-type-options", "nosniff");
        headers.accept("x-ms-keyvault-region", "local");
        headers.accept("x-ms-keyvault-service-version", SERVICE_VERSION);
        headers.accept(Headers.NODE, Integer.toString(nodeId));
    }

    /**
     * Adds the others.
     *
     * @param clientRequestId the caller's id, echoed unchanged; null when none came
     */
    void addTo(BiConsumer<String, String> headers, @Nullable String clientRequestId) {
        headers.accept(Headers.REQUEST_ID, newId().toString());
        leader.get().ifPresent(id -> headers.accept(Headers.LEADER, id.toString()));
        if (clientRequestId != null) {
            headers.accept(Headers.CLIENT_REQUEST_ID, clientRequestId);
        }
    }

    /** To tell answers apart, not to be unguessable: the secure generator has better to do. */
    private static UUID newId() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        return new UUID(
                (random.nextLong() & ~0xf000L) | 0x4000L,
                (random.nextLong() & 0x3fff_ffff_ffff_ffffL) | Long.MIN_VALUE);
    }
}
