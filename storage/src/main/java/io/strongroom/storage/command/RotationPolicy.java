package io.strongroom.storage.command;

import java.util.Optional;

/**
 * When a key gets a new version by itself, and for how long each is good. It belongs to the name,
 * not to a version. Durations are ISO 8601 periods, such as {@code P90D}.
 *
 * @param expiryTime what rotated versions are good for
 * @param rotation when a new version is made
 * @param notice when the version's end is told of
 * @param createdSeconds Unix seconds, log time; 0 in a command
 * @param updatedSeconds Unix seconds, log time; 0 in a command
 */
public record RotationPolicy(
        Optional<String> expiryTime,
        Optional<Trigger> rotation,
        Optional<Trigger> notice,
        long createdSeconds,
        long updatedSeconds) {
    /**
     * When something is done.
     *
     * @param period how long
     * @param beforeExpiry whether it is counted back from the version's end, or on from its making
     */
    public record Trigger(String period, boolean beforeExpiry) {}

    /** The same with its times. */
    public RotationPolicy at(long created, long updated) {
        return new RotationPolicy(expiryTime, rotation, notice, created, updated);
    }
}
