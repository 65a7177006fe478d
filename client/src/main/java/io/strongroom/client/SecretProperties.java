package io.strongroom.client;

import org.jspecify.annotations.Nullable;

import java.util.Map;

/** All of a secret's version but its value. */
public record SecretProperties(
        SecretId id,
        @Nullable String contentType,
        Map<String, String> tags,
        SecretAttributes attributes) {
    public SecretProperties {
        tags = Map.copyOf(tags);
    }

    public String name() {
        return id.name();
    }
}
