package io.strongroom.chaos.check.validity;

import io.strongroom.chaos.history.Fault;
import io.strongroom.chaos.history.History;
import io.strongroom.chaos.history.Operation;
import io.strongroom.chaos.history.Outcome;
import io.strongroom.chaos.history.Span;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The times in which nothing explains a low load: all but the first seconds, in which the clients
 * start, the faults, some seconds after each, and as long afterwards as nothing was acknowledged
 * because the cluster was still coming back: until every node said that it is ready, and no longer.
 */
final class CalmTimes {
    private static final long FADE_NANOS = 5_000_000_000L;
    private static final long WINDOW_NANOS = 10_000_000_000L;

    /** A shorter one says nothing of a rate. */
    private static final long SHORTEST_NANOS = 2_000_000_000L;

    /**
     * A calm time, or a part of a long one.
     *
     * @param endNanos is no more in it
     */
    record Window(long beginNanos, long endNanos) {
        boolean holds(long nanos) {
            return beginNanos <= nanos && nanos < endNanos;
        }

        double seconds() {
            return (endNanos - beginNanos) / 1e9;
        }
    }

    private CalmTimes() {}

    /** In order, from the run's start until then. */
    static List<Window> of(History history, long untilNanos) {
        List<Fault> faults = new ArrayList<>(history.faults());
        faults.sort(Comparator.comparingLong(one -> one.span().beginNanos()));
        List<Window> windows = new ArrayList<>();
        long calmSince = FADE_NANOS;
        for (Fault fault : faults) {
            cut(calmSince, Math.min(fault.span().beginNanos(), untilNanos), windows);
            calmSince = Math.max(calmSince, calmAfter(history, fault, untilNanos));
        }
        cut(calmSince, untilNanos, windows);
        return windows;
    }

    private static long calmAfter(History history, Fault fault, long untilNanos) {
        long healed = fault.span().endNanos();
        if (healed == Span.OPEN) {
            return untilNanos;
        }
        long back = untilNanos;
        for (Operation one : history.operations()) {
            long end = one.span().endNanos();
            if (one.outcome() instanceof Outcome.Ok && end >= healed && end < back) {
                back = end;
            }
        }
        for (long ready : history.readyNanos()) {
            back = ready >= healed ? Math.min(back, ready) : back;
        }
        return Math.max(back, healed + FADE_NANOS);
    }

    private static void cut(long begin, long end, List<Window> windows) {
        for (long from = begin; end - from >= SHORTEST_NANOS; from += WINDOW_NANOS) {
            windows.add(new Window(from, Math.min(end, from + WINDOW_NANOS)));
        }
    }
}
