package io.strongroom.chaos.cluster;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Waiting for what other threads and processes do in their own time. */
public final class Await {
    private static final long POLL_NANOS = Duration.ofMillis(50).toNanos();

    private Await() {}

    /** Something that may turn true. */
    @FunctionalInterface
    public interface Condition<E extends Exception> {
        boolean holds() throws E;
    }

    /**
     * Looks until it holds.
     *
     * @param what is waited for, for the message
     * @throws AssertionError when it does not hold within the time
     */
    public static <E extends Exception> void until(
            String what, Duration atMost, Condition<E> condition) throws E {
        long deadline = System.nanoTime() + atMost.toNanos();
        while (!condition.holds()) {
            if (System.nanoTime() - deadline >= 0) {
                throw new AssertionError("not within " + atMost + ": " + what);
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }
}
