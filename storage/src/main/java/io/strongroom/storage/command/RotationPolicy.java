package io.strongroom.storage.command;

import java.util.Optional;
import java.util.OptionalLong;

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
    /** What every key has as long as no policy was set. */
    public static final Trigger USUAL_NOTICE = new Trigger("P30D", true);

    /** Between a version's making, or its policy's end of it, and its rotation; at least. */
    public static final int MIN_DAYS = 7;

    private static final long MIN_SECONDS = MIN_DAYS * 86_400L;

    public RotationPolicy {
        expiryTime.ifPresent(Periods::parse);
    }

    /**
     * When something is done.
     *
     * @param period how long
     * @param beforeExpiry whether it is counted back from the version's end, or on from its making
     */
    public record Trigger(String period, boolean beforeExpiry) {
        public Trigger {
            var _ = Periods.parse(period);
        }
    }

    /**
     * Whether it asks for a new version now. A disabled key stays as it is: a rotation is nothing
     * that somebody wants of a key that was stopped.
     *
     * @param now Unix seconds, quorum time
     */
    public boolean isDue(KeyVersion latest, long now) {
        if (rotation.isEmpty() || !latest.attributes().enabled()) {
            return false;
        }
        Trigger trigger = rotation.get();
        if (!trigger.beforeExpiry()) {
            return now >= Periods.after(latest.createdSeconds(), trigger.period());
        }
        OptionalLong expires = latest.attributes().expires();
        if (expires.isEmpty()) {
            return false;
        }
        long due = Periods.before(expires.getAsLong(), trigger.period());
        long created = latest.createdSeconds();
        // An end that somebody has set may be near. One of the policy's own would come again and
        // again, a version each time, and versions are for ever.
        return now >= (expires.equals(endOf(created)) ? Math.max(due, created + MIN_SECONDS) : due);
    }

    /** The end of a version that is made at that time; empty when they have none. */
    public OptionalLong endOf(long createdSeconds) {
        return expiryTime.isPresent()
                ? OptionalLong.of(Periods.after(createdSeconds, expiryTime.get()))
                : OptionalLong.empty();
    }

    /** The same with its times. */
    public RotationPolicy at(long created, long updated) {
        return new RotationPolicy(expiryTime, rotation, notice, created, updated);
    }
}
