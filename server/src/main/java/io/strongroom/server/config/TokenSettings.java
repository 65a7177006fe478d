package io.strongroom.server.config;

import static io.strongroom.server.config.yaml.InvalidSettingException.unless;

import java.time.Duration;
import java.util.List;
import java.util.UUID;

/**
 * Bearer tokens.
 *
 * @param tenant the tenant id that stands in the authority's path
 * @param lifetime of tokens that the embedded issuer gives
 * @param extraAudiences accepted beside the ones that follow from the names
 */
public record TokenSettings(UUID tenant, Duration lifetime, List<String> extraAudiences) {
    private static final Duration SHORTEST = Duration.ofMinutes(1);
    private static final Duration LONGEST = Duration.ofHours(24);

    public TokenSettings {
        extraAudiences = List.copyOf(extraAudiences);
        unless(
                lifetime.compareTo(SHORTEST) >= 0 && lifetime.compareTo(LONGEST) <= 0,
                "lifetime",
                "a token lives from " + SHORTEST + " to " + LONGEST + ", not " + lifetime);
    }
}
