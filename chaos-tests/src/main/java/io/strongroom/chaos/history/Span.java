package io.strongroom.chaos.history;

/**
 * From when to when.
 *
 * @param beginNanos on the monotonic clock, since the run's start
 * @param endNanos likewise; {@link #OPEN} when the end is not known
 * @param beginWallMillis the test host's wall clock at the begin, since 1970: true time, no fault
 *     touches it
 */
public record Span(long beginNanos, long endNanos, long beginWallMillis) {
    /** An end that was not seen. */
    public static final long OPEN = Long.MAX_VALUE;

    /** The end by wall clock: the begin's and the monotonic time between. */
    public long endWallMillis() {
        return endNanos == OPEN ? OPEN : beginWallMillis + (endNanos - beginNanos) / 1_000_000;
    }

    /** Whether there is a moment that is in both. */
    public boolean overlaps(Span other) {
        return beginNanos <= other.endNanos && other.beginNanos <= endNanos;
    }
}
