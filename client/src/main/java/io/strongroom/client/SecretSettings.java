package io.strongroom.client;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.Map;

/**
 * What a caller may set beside the value. Null means: the default for a new version, unchanged for
 * an update. Times are cut to whole seconds.
 */
public record SecretSettings(
        @Nullable String contentType,
        @Nullable Map<String, String> tags,
        @Nullable Boolean enabled,
        @Nullable Instant notBefore,
        @Nullable Instant expiresAt) {
    public static final SecretSettings NONE = new SecretSettings(null, null, null, null, null);

    public SecretSettings {
        tags = tags == null ? null : Map.copyOf(tags);
    }

    public SecretSettings withContentType(String value) {
        return new SecretSettings(value, tags, enabled, notBefore, expiresAt);
    }

    public SecretSettings withTags(Map<String, String> value) {
        return new SecretSettings(contentType, value, enabled, notBefore, expiresAt);
    }

    public SecretSettings withEnabled(boolean value) {
        return new SecretSettings(contentType, tags, value, notBefore, expiresAt);
    }

    public SecretSettings withNotBefore(Instant value) {
        return new SecretSettings(contentType, tags, enabled, value, expiresAt);
    }

    public SecretSettings withExpiresAt(Instant value) {
        return new SecretSettings(contentType, tags, enabled, notBefore, value);
    }
}
