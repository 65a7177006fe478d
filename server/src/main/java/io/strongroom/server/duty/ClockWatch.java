package io.strongroom.server.duty;

import io.strongroom.server.replication.ReadGateway;
import io.strongroom.server.telemetry.Health;
import io.strongroom.server.telemetry.Obstacles;
import io.strongroom.storage.view.StateView;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Suspects this node's wall clock when it jumps against the clock that only runs on, and while it
 * stays far from quorum time. What the cluster decides by time does not hang on one node's clock;
 * tokens and certificates are checked by it.
 */
public final class ClockWatch implements Runnable {
    private static final long MAX_JUMP_MILLIS = 1_000;

    /** After a jump the clock may be right at last, or wrong: quorum time tells in this time. */
    private static final Duration JUMP_MEMORY = Duration.ofSeconds(30);

    /** Quorum time trails by what passes between two ticks of an idle cluster. */
    private static final long MAX_AHEAD_MILLIS = 13_000;

    private static final long MAX_BEHIND_MILLIS = 10_000;

    /** A node that has just come in touch may not have applied the newest stamps yet. */
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final InstantSource clock;
    private final LongSupplier nanos;
    private final ReadGateway reads;
    private final Health health;

    private OptionalLong lastDifferenceMillis = OptionalLong.empty();
    private OptionalLong jumpNanos = OptionalLong.empty();
    private long jumpMillis;
    private OptionalLong farSinceNanos = OptionalLong.empty();
    private volatile long offsetMillis;

    public ClockWatch(InstantSource clock, LongSupplier nanos, ReadGateway reads, Health health) {
        this.clock = clock;
        this.nanos = nanos;
        this.reads = reads;
        this.health = health;
    }

    /** The wall clock less quorum time; some seconds on an idle cluster. */
    public long offsetMillis() {
        return offsetMillis;
    }

    @Override
    public void run() {
        long wallMillis = clock.millis();
        long now = nanos.getAsLong();
        lookForJump(wallMillis, now);
        lookAtOffset(wallMillis, now);
        health.obstacles().set(Obstacles.Cause.CLOCK, suspicion(now));
    }

    private void lookForJump(long wallMillis, long now) {
        long difference = wallMillis - TimeUnit.NANOSECONDS.toMillis(now);
        if (lastDifferenceMillis.isPresent()) {
            long moved = difference - lastDifferenceMillis.getAsLong();
            if (Math.abs(moved) > MAX_JUMP_MILLIS) {
                jumpNanos = OptionalLong.of(now);
                jumpMillis = moved;
            }
        }
        lastDifferenceMillis = OptionalLong.of(difference);
    }

    private void lookAtOffset(long wallMillis, long now) {
        long quorumMillis;
        try (StateView view = reads.local()) {
            quorumMillis = view.logTimeMillis();
        }
        // Before a majority has spoken there is nothing to compare with; a node out of touch
        // compares with the past.
        if (quorumMillis == 0 || !health.inTouch()) {
            farSinceNanos = OptionalLong.empty();
            return;
        }
        offsetMillis = wallMillis - quorumMillis;
        boolean far = offsetMillis > MAX_AHEAD_MILLIS || offsetMillis < -MAX_BEHIND_MILLIS;
        if (!far) {
            farSinceNanos = OptionalLong.empty();
        } else if (farSinceNanos.isEmpty()) {
            farSinceNanos = OptionalLong.of(now);
        }
    }

    private Optional<String> suspicion(long now) {
        if (farSinceNanos.isPresent() && now - farSinceNanos.getAsLong() > PATIENCE.toNanos()) {
            return Optional.of(
                    "the clock is %d s off the cluster's time".formatted(offsetMillis / 1000));
        }
        if (jumpNanos.isPresent() && now - jumpNanos.getAsLong() < JUMP_MEMORY.toNanos()) {
            return Optional.of("the clock has jumped by %d ms".formatted(jumpMillis));
        }
        return Optional.empty();
    }
}
