package io.strongroom.server.config;

import static io.strongroom.server.config.yaml.InvalidSettingException.unless;

/**
 * How closely the nodes watch each other's states.
 *
 * @param compareEvery after so many log entries each; the same on every node, or they compare only
 *     where their multiples meet
 */
public record ReplicaSettings(int compareEvery) {
    private static final int LEAST = 100;
    private static final int MOST = 1_000_000;

    public ReplicaSettings {
        unless(
                compareEvery >= LEAST && compareEvery <= MOST,
                "compareEvery",
                "replicas are compared every %d to %d entries, not %d"
                        .formatted(LEAST, MOST, compareEvery));
    }
}
