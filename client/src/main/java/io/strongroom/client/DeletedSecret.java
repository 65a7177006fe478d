package io.strongroom.client;

import org.jspecify.annotations.Nullable;

import java.time.Instant;

/**
 * A secret that can still be recovered.
 *
 * @param scheduledPurgeAt when it is gone for good
 */
public record DeletedSecret(
        SecretProperties properties,
        @Nullable String recoveryId,
        @Nullable Instant deletedAt,
        @Nullable Instant scheduledPurgeAt) {
    public String name() {
        return properties.name();
    }
}
