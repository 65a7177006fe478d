package io.strongroom.raft.ratis.snapshot;

import java.time.Duration;

/**
 * Says when the next snapshot is due, by what was applied since the last one. Ratis' own trigger
 * counts entries only and would let a log of few large ones grow. Thread-safe.
 */
public final class SnapshotTrigger {
    /** How much of a limit must be reached for time to count: idle clusters only write ticks. */
    private static final int AGE_FRACTION = 16;

    /**
     * The limits, each of which makes a snapshot due.
     *
     * @param bytes of entries
     * @param entries with the log's own
     * @param age since the last one, when a sixteenth of another limit is reached as well
     * @param pause at least this long between two attempts
     */
    public record Limits(long bytes, long entries, Duration age, Duration pause) {
        /** For production: a restart replays at most this much. */
        public static final Limits DEFAULT =
                new Limits(64 << 20, 200_000, Duration.ofMinutes(10), Duration.ofSeconds(10));
    }

    private final Limits limits;
    private long bytes;
    private long entries;
    private long capturedBytes;
    private long capturedEntries;
    private long sinceNanos;
    private long attemptNanos;

    /**
     * @param nowNanos on the scale of {@link System#nanoTime}, like every time here
     */
    public SnapshotTrigger(Limits limits, long nowNanos) {
        this.limits = limits;
        this.sinceNanos = nowNanos;
        this.attemptNanos = nowNanos - limits.pause().toNanos();
    }

    /**
     * One entry was applied, also for the second time after a restart: it is behind no snapshot.
     */
    public synchronized void applied(long size) {
        bytes += size;
        entries++;
    }

    /** Whether to try now; counts as an attempt if so. */
    public synchronized boolean due(long nowNanos) {
        if (nowNanos - attemptNanos < limits.pause().toNanos() || !isReached(nowNanos)) {
            return false;
        }
        attemptNanos = nowNanos;
        return true;
    }

    private boolean isReached(long nowNanos) {
        if (bytes >= limits.bytes() || entries >= limits.entries()) {
            return true;
        }
        boolean some =
                bytes >= limits.bytes() / AGE_FRACTION
                        || entries >= limits.entries() / AGE_FRACTION;
        return some && nowNanos - sinceNanos >= limits.age().toNanos();
    }

    /** What was applied so far is in a snapshot that is being made. */
    public synchronized void captured() {
        capturedBytes = bytes;
        capturedEntries = entries;
    }

    /** That snapshot is there. Without this call its entries go on counting. */
    public synchronized void published(long nowNanos) {
        bytes -= capturedBytes;
        entries -= capturedEntries;
        capturedBytes = 0;
        capturedEntries = 0;
        sinceNanos = nowNanos;
    }
}
