package io.strongroom.server.config;

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
    public TokenSettings {
        extraAudiences = List.copyOf(extraAudiences);
    }
}
