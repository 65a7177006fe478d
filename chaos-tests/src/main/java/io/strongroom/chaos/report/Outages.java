package io.strongroom.chaos.report;

import io.strongroom.chaos.history.Fault;
import io.strongroom.chaos.history.History;
import io.strongroom.chaos.history.Operation;
import io.strongroom.chaos.history.Outcome;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The longest times without an acknowledged operation, within and after each fault. */
final class Outages {
    private Outages() {}

    static List<Facts.OfFault> ofFaults(History history) {
        long[] acknowledged =
                history.operations().stream()
                        .filter(one -> one.outcome() instanceof Outcome.Ok)
                        .mapToLong(Outages::end)
                        .sorted()
                        .toArray();
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
                            longest(acknowledged, begin, end),
                            longest(acknowledged, end, nextBegin(history, end))));
        }
        return rows;
    }

    static List<Facts.OfNemesis> ofNemeses(List<Facts.OfFault> faults) {
        Map<String, Facts.OfNemesis> rows = new TreeMap<>();
        for (Facts.OfFault one : faults) {
            Facts.OfNemesis alone =
                    new Facts.OfNemesis(one.nemesis(), 1, one.withinSeconds(), one.afterSeconds());
            rows.merge(one.nemesis(), alone, Outages::both);
        }
        return List.copyOf(rows.values());
    }

    private static Facts.OfNemesis both(Facts.OfNemesis a, Facts.OfNemesis b) {
        return new Facts.OfNemesis(
                a.nemesis(),
                a.times() + b.times(),
                Math.max(a.withinSeconds(), b.withinSeconds()),
                Math.max(a.afterSeconds(), b.afterSeconds()));
    }

    private static long end(Operation one) {
        return one.span().endNanos();
    }

    private static long nextBegin(History history, long nanos) {
        long next = history.endNanos();
        for (Fault fault : history.faults()) {
            long begin = fault.span().beginNanos();
            next = begin >= nanos ? Math.min(next, begin) : next;
        }
        return next;
    }

    /** In seconds, the ends of the window counting as acknowledgements. */
    private static double longest(long[] acknowledged, long from, long to) {
        int at = Arrays.binarySearch(acknowledged, from);
        long last = from;
        long longest = 0;
        for (int i = at < 0 ? -at - 1 : at; i < acknowledged.length; i++) {
            if (acknowledged[i] > to) {
                break;
            }
            longest = Math.max(longest, acknowledged[i] - last);
            last = acknowledged[i];
        }
        return Math.max(longest, to - last) / 1e9;
    }
}
