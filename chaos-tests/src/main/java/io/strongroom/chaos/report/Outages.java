package io.strongroom.chaos.report;

import io.strongroom.chaos.history.Fault;
import io.strongroom.chaos.history.History;
import io.strongroom.chaos.history.Operation;
import io.strongroom.chaos.history.Outcome;
import io.strongroom.chaos.history.Span;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The longest times without an acknowledged operation, of the run and of each fault. */
final class Outages {
    private Outages() {}

    /** From one acknowledgement to the next, but for the time in which nobody asked. */
    private record Gap(long from, long to) {
        double seconds() {
            return (to - from) / 1e9;
        }
    }

    /** Of the whole run. */
    static double longest(History history) {
        return longest(gaps(history), 0, history.endNanos());
    }

    static List<Facts.OfFault> ofFaults(History history) {
        List<Gap> gaps = gaps(history);
        List<Facts.OfFault> rows = new ArrayList<>();
        for (Fault fault : history.faults()) {
            long begin = fault.span().beginNanos();
            long end = Math.min(fault.span().endNanos(), history.endNanos());
            rows.add(
                    new Facts.OfFault(
                            fault.nemesis(),
                            fault.detail(),
                            begin / 1e9,
                            end / 1e9,
                            fault.bit(),
                            fault.evidence(),
                            fault.wrong(),
                            longest(gaps, begin, nextBegin(history, end))));
        }
        return rows;
    }

    static List<Facts.OfNemesis> ofNemeses(List<Facts.OfFault> faults) {
        Map<String, Facts.OfNemesis> rows = new TreeMap<>();
        for (Facts.OfFault one : faults) {
            Facts.OfNemesis alone = new Facts.OfNemesis(one.nemesis(), 1, one.unavailableSeconds());
            rows.merge(one.nemesis(), alone, Outages::both);
        }
        return List.copyOf(rows.values());
    }

    private static Facts.OfNemesis both(Facts.OfNemesis a, Facts.OfNemesis b) {
        return new Facts.OfNemesis(
                a.nemesis(),
                a.times() + b.times(),
                Math.max(a.unavailableSeconds(), b.unavailableSeconds()));
    }

    private static long nextBegin(History history, long nanos) {
        long next = history.endNanos();
        for (Fault fault : history.faults()) {
            long begin = fault.span().beginNanos();
            next = begin >= nanos ? Math.min(next, begin) : next;
        }
        return next;
    }

    /** The run's begin and the end of the load count as acknowledgements. */
    private static List<Gap> gaps(History history) {
        long loadEnd = loadEnd(history);
        long[] acknowledged =
                history.operations().stream()
                        .filter(one -> one.outcome() instanceof Outcome.Ok)
                        .mapToLong(one -> one.span().endNanos())
                        .filter(nanos -> nanos < loadEnd)
                        .sorted()
                        .toArray();
        List<Gap> gaps = new ArrayList<>();
        Asked asked = new Asked(history.operations());
        long last = 0;
        for (long nanos : acknowledged) {
            gaps.add(new Gap(asked.from(last), nanos));
            last = nanos;
        }
        gaps.add(new Gap(Math.min(loadEnd, asked.from(last)), loadEnd));
        return gaps;
    }

    /** When somebody waited for an answer; to be asked with growing times. */
    private static final class Asked {
        private final List<Operation> operations;
        private int next;
        private long waitingUntil;

        /**
         * Of these.
         *
         * @param operations in order of begin
         */
        Asked(List<Operation> operations) {
            this.operations = operations;
        }

        /** The time itself when somebody waits then, else when somebody asks next. */
        long from(long nanos) {
            while (next < operations.size() && operations.get(next).begin() <= nanos) {
                long end = operations.get(next++).span().endNanos();
                waitingUntil = end == Span.OPEN ? waitingUntil : Math.max(waitingUntil, end);
            }
            boolean somebodyWaits = nanos == 0 || waitingUntil > nanos;
            return somebodyWaits || next == operations.size()
                    ? nanos
                    : operations.get(next).begin();
        }
    }

    /**
     * After the last change that a client tried there are last reads, and waits for days to pass.
     */
    private static long loadEnd(History history) {
        long last = -1;
        for (Operation one : history.operations()) {
            if (one.action().changes()) {
                long end = one.span().endNanos();
                last = Math.max(last, end == Span.OPEN ? one.begin() : end);
            }
        }
        return last < 0 ? history.endNanos() : last;
    }

    /** In seconds, of those that reach into a span. */
    private static double longest(List<Gap> gaps, long from, long to) {
        return gaps.stream()
                .filter(gap -> gap.from() < to && gap.to() > from)
                .mapToDouble(Gap::seconds)
                .max()
                .orElse(0);
    }
}
