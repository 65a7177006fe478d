package io.strongroom.hsm.pkcs11;

import io.strongroom.hsm.HsmException;
import io.strongroom.hsm.HsmException.Kind;

import java.util.function.LongSupplier;

/**
 * When a token that is away is looked for again: after a pause that doubles up to five seconds.
 * Thread-safe.
 */
final class Lookout {
    private final LongSupplier nanoTime;

    // Guarded by this.
    private long pauseNanos;
    private long untilNanos;
    private String reason = "";

    Lookout(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /**
     * Before it is looked for.
     *
     * @throws HsmException of kind UNAVAILABLE during the pause, with what was found last
     */
    synchronized void requireDue() throws HsmException {
        if (pauseNanos > 0 && nanoTime.getAsLong() - untilNanos < 0) {
            throw new HsmException(Kind.UNAVAILABLE, reason);
        }
    }

    /** Whether it was missed when it was looked for last. */
    synchronized boolean missed() {
        return pauseNanos > 0;
    }

    synchronized void missed(String why) {
        reason = why;
        pauseNanos =
                Math.clamp(
                        2 * pauseNanos,
                        SessionPool.FIRST_PAUSE_NANOS,
                        SessionPool.LONGEST_PAUSE_NANOS);
        untilNanos = nanoTime.getAsLong() + pauseNanos;
    }

    synchronized void found() {
        pauseNanos = 0;
    }
}
