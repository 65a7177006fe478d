package io.strongroom.client;

import org.jspecify.annotations.Nullable;

import java.time.Instant;

/**
 * A version's state; times in whole seconds.
 *
 * @param enabled whether its value may be read
 * @param notBefore for its users' information, as is {@code expiresAt}; null when unset
 * @param recoverableDays how long a deleted secret is kept; null when the vault does not say
 */
public record SecretAttributes(
        boolean enabled,
        @Nullable Instant notBefore,
        @Nullable Instant expiresAt,
        @Nullable Instant createdAt,
        @Nullable Instant updatedAt,
        @Nullable String recoveryLevel,
        @Nullable Integer recoverableDays) {}
