package io.strongroom.client.api;

import org.jspecify.annotations.Nullable;

import java.util.Map;

/**
 * Secret bundle, secret item, deleted bundle and deleted item in one: they differ only in what is
 * present. Source: API page 'SecretBundle', 'SecretItem', 'DeletedSecretBundle'.
 */
public record SecretJson(
        @Nullable String value,
        @Nullable String recoveryId,
        @Nullable Long deletedDate,
        @Nullable Long scheduledPurgeDate,
        @Nullable String id,
        @Nullable String contentType,
        @Nullable SecretAttributesJson attributes,
        @Nullable Map<String, String> tags) {
    /** Without the value, which must not reach a log. */
    @Override
    public String toString() {
        return "SecretJson(" + id + ")";
    }
}
