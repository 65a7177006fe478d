package io.strongroom.client.cli;

import io.strongroom.client.SecretSettings;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Option;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** What may be set on a version beside its value. */
final class SettingsOptions {
    @Option(names = "--content-type", paramLabel = "TYPE", description = "A hint for its readers.")
    private @Nullable String contentType;

    @Option(
            names = "--tag",
            paramLabel = "NAME=VALUE",
            description = "A tag; may be given again. All tags together replace the earlier ones.")
    private Map<String, String> tags = new LinkedHashMap<>();

    @Option(
            names = "--enabled",
            paramLabel = "BOOLEAN",
            arity = "1",
            description = "Whether the value may be read.")
    private @Nullable Boolean enabled;

    @Option(
            names = "--not-before",
            paramLabel = "TIME",
            description = "For its readers' information, for example 2027-01-31T00:00:00Z.")
    private @Nullable Instant notBefore;

    @Option(names = "--expires", paramLabel = "TIME", description = "Likewise.")
    private @Nullable Instant expiresAt;

    SecretSettings settings() {
        return new SecretSettings(
                contentType, tags.isEmpty() ? null : tags, enabled, notBefore, expiresAt);
    }
}
