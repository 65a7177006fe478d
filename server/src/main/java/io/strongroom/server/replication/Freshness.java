package io.strongroom.server.replication;

import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.OptionalLong;
import java.util.function.LongSupplier;

/**
 * How old this node's state can be at most, by proof: what was begun through the log at some moment
 * and is applied here stands behind everything that was acknowledged anywhere before that moment.
 * Counts on a clock that only runs on; never on the wall's. Thread-safe.
 */
public final class Freshness {
    /** While this many are on their way, the older ones are the ones to wait for. */
    private static final int MAX_PENDING = 64;

    private final LongSupplier nanos;
    private final ArrayDeque<Pending> pending = new ArrayDeque<>();
    private OptionalLong proven = OptionalLong.empty();

    private record Pending(long startNanos, long index) {}

    /**
     * @param nanos such as {@link System#nanoTime}
     */
    public Freshness(LongSupplier nanos) {
        this.nanos = nanos;
    }

    long now() {
        return nanos.getAsLong();
    }

    /** A read barrier begun then has come through. */
    synchronized void behindBarrier(long startNanos) {
        prove(startNanos);
    }

    /** An entry proposed then was committed at the index; this node may apply it later. */
    synchronized void committed(long startNanos, long index) {
        if (pending.size() < MAX_PENDING) {
            pending.add(new Pending(startNanos, index));
        }
    }

    /**
     * The most that a state of this applied index can miss, in nanoseconds; empty when nothing is
     * known.
     */
    synchronized OptionalLong ageNanos(long appliedIndex) {
        Iterator<Pending> all = pending.iterator();
        while (all.hasNext()) {
            Pending one = all.next();
            if (one.index() <= appliedIndex) {
                prove(one.startNanos());
                all.remove();
            }
        }
        return proven.isEmpty()
                ? OptionalLong.empty()
                : OptionalLong.of(Math.max(0, nanos.getAsLong() - proven.getAsLong()));
    }

    private void prove(long startNanos) {
        if (proven.isEmpty() || startNanos - proven.getAsLong() > 0) {
            proven = OptionalLong.of(startNanos);
        }
    }
}
