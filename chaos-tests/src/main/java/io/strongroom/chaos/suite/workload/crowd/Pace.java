package io.strongroom.chaos.suite.workload.crowd;

import java.time.Duration;

/**
 * When one of many clients sends its next request. What a fault held up is not caught up with. For
 * one thread.
 */
final class Pace {
    private final long intervalNanos;
    private long nextNanos;

    /**
     * A client's pace.
     *
     * @param perSecond of this client
     * @param client its number, from 0: they begin one after the other
     */
    Pace(double perSecond, int clients, int client, long nowNanos) {
        intervalNanos = (long) (1e9 / perSecond);
        nextNanos = nowNanos + intervalNanos / clients * client;
    }

    /** Takes the next turn: how long to wait for it. */
    Duration next(long nowNanos) {
        long turn = Math.max(nextNanos, nowNanos);
        nextNanos = turn + intervalNanos;
        return Duration.ofNanos(turn - nowNanos);
    }
}
