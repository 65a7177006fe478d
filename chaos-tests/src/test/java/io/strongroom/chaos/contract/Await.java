package io.strongroom.chaos.contract;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Waiting for what other processes do in their own time. */
final class Await {
    private static final long POLL_NANOS = Duration.ofMillis(200).toNanos();

    private Await() {}

    /** Something that may turn true. */
    interface Condition {
        boolean holds() throws IOException;
    }

    /** Looks until it holds; fails when it does not within the time. */
    static void until(Duration atMost, Condition condition) throws IOException {
        long deadline = System.nanoTime() + atMost.toNanos();
        while (!condition.holds()) {
            if (System.nanoTime() - deadline >= 0) {
                throw new AssertionError("not within " + atMost);
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }
}
