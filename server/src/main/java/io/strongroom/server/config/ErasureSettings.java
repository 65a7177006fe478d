package io.strongroom.server.config;

import static io.strongroom.server.config.yaml.InvalidSettingException.unless;

import java.time.Duration;

/**
 * How soon what was purged is gone from the disk.
 *
 * @param within from a purge until no file of this node holds the value, when the cluster is
 *     otherwise idle
 */
public record ErasureSettings(Duration within) {
    private static final Duration SHORTEST = Duration.ofSeconds(10);
    private static final Duration LONGEST = Duration.ofDays(1);

    public ErasureSettings {
        unless(
                within.compareTo(SHORTEST) >= 0 && within.compareTo(LONGEST) <= 0,
                "within",
                "what was purged is erased within "
                        + SHORTEST
                        + " to "
                        + LONGEST
                        + ", not "
                        + within);
    }
}
