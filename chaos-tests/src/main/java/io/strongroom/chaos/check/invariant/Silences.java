package io.strongroom.chaos.check.invariant;

import io.strongroom.chaos.history.History;
import io.strongroom.chaos.history.Operation;
import io.strongroom.chaos.history.Outcome;
import io.strongroom.chaos.history.Seen;

import java.util.ArrayList;
import java.util.List;

/**
 * When nobody was answered by the state: there was no majority, and so the cluster's time stood
 * still.
 *
 * @param all of some seconds and more, in order
 */
public record Silences(List<Silence> all) {
    /** Of shorter ones nobody speaks. */
    private static final long SHORTEST_MILLIS = 5_000;

    /** After a silence every node has told its clock in this time. */
    private static final long CAUGHT_UP_NANOS = 15_000_000_000L;

    public Silences {
        all = List.copyOf(all);
    }

    /** One, in nanoseconds since the run's start. */
    public record Silence(long fromNanos, long untilNanos) {
        public long millis() {
            return (untilNanos - fromNanos) / 1_000_000;
        }
    }

    /** Those of a run, from its first answer on. */
    public static Silences of(History history) {
        long[] answered =
                history.operations().stream()
                        .filter(one -> one.outcome() instanceof Outcome.Ok)
                        // Who may not do it hears so without a word of the others.
                        .filter(one -> !one.refusedAs(Seen.Refusal.FORBIDDEN))
                        .mapToLong(one -> one.span().endNanos())
                        .sorted()
                        .toArray();
        List<Silence> found = new ArrayList<>();
        for (int i = 1; i < answered.length; i++) {
            Silence one = new Silence(answered[i - 1], answered[i]);
            if (one.millis() >= SHORTEST_MILLIS) {
                found.add(one);
            }
        }
        return new Silences(found);
    }

    /** How long, by all of them that time may still have lagged by at this operation. */
    long laggingMillis(Operation at) {
        return all.stream()
                .filter(one -> one.fromNanos() <= at.span().endNanos())
                .filter(one -> one.untilNanos() >= at.begin() - CAUGHT_UP_NANOS)
                .mapToLong(Silence::millis)
                .sum();
    }
}
