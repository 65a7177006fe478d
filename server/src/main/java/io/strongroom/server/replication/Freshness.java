package io.strongroom.server.replication;

import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.Optional;
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
    private final ArrayDeque<Proof> pending = new ArrayDeque<>();

    /** The newest proof; it holds for states that have its index, and for no older one. */
    private Optional<Proof> newest = Optional.empty();

    /** A state of this index has everything that was acknowledged before the start. */
    private record Proof(long startNanos, long index) {}

    /**
     * @param nanos such as {@link System#nanoTime}
     */
    public Freshness(LongSupplier nanos) {
        this.nanos = nanos;
    }

    long now() {
        return nanos.getAsLong();
    }

    /** A read barrier begun then has come through, with this index. */
    synchronized void behindBarrier(long startNanos, long index) {
        adopt(new Proof(startNanos, index));
    }

    /** An entry proposed then was committed at the index; this node may apply it later. */
    synchronized void committed(long startNanos, long index) {
        if (pending.size() < MAX_PENDING) {
            pending.add(new Proof(startNanos, index));
        }
    }

    /**
     * The most that a state of this applied index can miss, in nanoseconds; empty when nothing is
     * known.
     */
    synchronized OptionalLong ageNanos(long appliedIndex) {
        Iterator<Proof> all = pending.iterator();
        while (all.hasNext()) {
            Proof one = all.next();
            if (one.index() <= appliedIndex) {
                adopt(one);
                all.remove();
            }
        }
        // Another reader may have proven a newer state meanwhile than the one that is asked about.
        return newest.isEmpty() || newest.get().index() > appliedIndex
                ? OptionalLong.empty()
                : OptionalLong.of(Math.max(0, nanos.getAsLong() - newest.get().startNanos()));
    }

    private void adopt(Proof proof) {
        if (newest.isEmpty() || proof.startNanos() - newest.get().startNanos() > 0) {
            newest = Optional.of(proof);
        }
    }
}
