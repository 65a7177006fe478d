package io.strongroom.client;

import io.strongroom.client.api.SecretAttributesJson;
import io.strongroom.client.api.SecretJson;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.Map;

/** Between the wire's records and this package's. */
final class WireSecrets {
    private WireSecrets() {}

    static SecretJson request(@Nullable String value, SecretSettings settings) {
        var attributes =
                new SecretAttributesJson(
                        settings.enabled(),
                        seconds(settings.notBefore()),
                        seconds(settings.expiresAt()),
                        null,
                        null,
                        null,
                        null);
        return new SecretJson(
                value, null, null, null, null, settings.contentType(), attributes, settings.tags());
    }

    /**
     * @throws IllegalArgumentException when it lacks the id, as do the others
     */
    static SecretProperties properties(SecretJson json) {
        var id = json.id();
        if (id == null) {
            throw new IllegalArgumentException("a secret without id");
        }
        var tags = json.tags();
        return new SecretProperties(
                SecretId.parse(id),
                json.contentType(),
                tags == null ? Map.of() : tags,
                attributes(json.attributes()));
    }

    static Secret secret(SecretJson json) {
        var value = json.value();
        if (value == null) {
            throw new IllegalArgumentException("a secret without value");
        }
        return new Secret(properties(json), value);
    }

    static DeletedSecret deleted(SecretJson json) {
        return new DeletedSecret(
                properties(json),
                json.recoveryId(),
                instant(json.deletedDate()),
                instant(json.scheduledPurgeDate()));
    }

    private static SecretAttributes attributes(@Nullable SecretAttributesJson json) {
        if (json == null) {
            return new SecretAttributes(true, null, null, null, null, null, null);
        }
        return new SecretAttributes(
                !Boolean.FALSE.equals(json.enabled()),
                instant(json.nbf()),
                instant(json.exp()),
                instant(json.created()),
                instant(json.updated()),
                json.recoveryLevel(),
                json.recoverableDays());
    }

    private static @Nullable Long seconds(@Nullable Instant instant) {
        return instant == null ? null : instant.getEpochSecond();
    }

    private static @Nullable Instant instant(@Nullable Long seconds) {
        return seconds == null ? null : Instant.ofEpochSecond(seconds);
    }
}
