package io.strongroom.client.cli;

import io.strongroom.client.AdminClient;
import io.strongroom.client.transport.NodeHealth;
import io.strongroom.client.transport.Transport;

import java.net.URI;
import java.util.Objects;
import java.util.Optional;

/**
 * One node by itself.
 *
 * @param admin its admin API
 * @param transport to it and no other
 */
record NodeAccess(URI address, AdminClient admin, Transport transport) {
    /** A node that is not ready failed to answer, and said why. */
    static final class NotReadyException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        NotReadyException(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /** Why it is not ready, in its own words, which it gives without a token. */
    Optional<String> unready() {
        try {
            return transport.health().stream()
                    .map(NodeHealth::health)
                    .filter(Objects::nonNull)
                    .flatMap(health -> Optional.ofNullable(health.reason()).stream())
                    .findFirst();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }
}
