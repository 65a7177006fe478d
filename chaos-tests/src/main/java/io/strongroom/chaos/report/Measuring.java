package io.strongroom.chaos.report;

import io.strongroom.chaos.check.RunVerdict;
import io.strongroom.chaos.history.History;
import io.strongroom.chaos.history.Operation;
import io.strongroom.chaos.history.Outcome;
import io.strongroom.chaos.history.Seen;
import io.strongroom.chaos.history.Span;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Counts a history. */
final class Measuring {
    private static final double[] BUCKET_SECONDS = {
        0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1_800, 3_600
    };
    private static final int MOST_BUCKETS = 200;

    private Measuring() {}

    static Facts of(History history, RunVerdict verdict, long loadEndNanos) {
        double seconds = history.endNanos() / 1e9;
        double bucket = bucketSeconds(seconds);
        List<Facts.OfFault> faults = Outages.ofFaults(history);
        return new Facts(
                history.run(),
                seconds,
                verdict.ruling(),
                verdict.verdicts(),
                counts(history.operations()),
                counts(
                        history.operations().stream()
                                .filter(one -> one.begin() < loadEndNanos)
                                .toList()),
                actions(history),
                Outages.longest(history),
                bucket,
                buckets(history, bucket),
                faults,
                Outages.ofNemeses(faults));
    }

    private static double bucketSeconds(double seconds) {
        for (double one : BUCKET_SECONDS) {
            if (seconds / one <= MOST_BUCKETS) {
                return one;
            }
        }
        return BUCKET_SECONDS[BUCKET_SECONDS.length - 1];
    }

    private static List<Facts.OfAction> actions(History history) {
        SortedMap<String, SortedMap<String, List<Operation>>> groups = new TreeMap<>();
        for (Operation one : history.operations()) {
            groups.computeIfAbsent(one.workload(), _ -> new TreeMap<>())
                    .computeIfAbsent(one.action().label(), _ -> new ArrayList<>())
                    .add(one);
        }
        List<Facts.OfAction> rows = new ArrayList<>();
        for (Map.Entry<String, SortedMap<String, List<Operation>>> workload : groups.entrySet()) {
            for (Map.Entry<String, List<Operation>> action : workload.getValue().entrySet()) {
                List<Operation> operations = action.getValue();
                rows.add(
                        new Facts.OfAction(
                                workload.getKey(),
                                action.getKey(),
                                counts(operations),
                                latency(operations)));
            }
        }
        return rows;
    }

    private static Facts.Counts counts(List<Operation> operations) {
        long refused = 0;
        SortedMap<String, Long> failed = new TreeMap<>();
        SortedMap<String, Long> unknown = new TreeMap<>();
        for (Operation one : operations) {
            switch (one.outcome()) {
                case Outcome.Ok(Seen.Refused _) -> refused++;
                case Outcome.Ok _ -> {}
                case Outcome.Failed(String cause) -> failed.merge(cause, 1L, Long::sum);
                case Outcome.Unknown(String cause) -> unknown.merge(cause, 1L, Long::sum);
            }
        }
        long failures = sum(failed);
        long unknowns = sum(unknown);
        long tried = operations.size();
        return new Facts.Counts(
                tried, tried - failures - unknowns, refused, unknowns, failures, failed, unknown);
    }

    private static long sum(Map<String, Long> byCause) {
        return byCause.values().stream().mapToLong(Long::longValue).sum();
    }

    private static List<Facts.Bucket> buckets(History history, double bucketSeconds) {
        int count = (int) (history.endNanos() / 1e9 / bucketSeconds) + 1;
        List<List<Operation>> ended = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ended.add(new ArrayList<>());
        }
        for (Operation one : history.operations()) {
            // One without an end was given up with the run.
            long end = one.span().endNanos();
            long at = end == Span.OPEN ? history.endNanos() : end;
            ended.get(Math.min(count - 1, (int) (at / 1e9 / bucketSeconds))).add(one);
        }
        List<Facts.Bucket> buckets = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Facts.Counts counts = counts(ended.get(i));
            buckets.add(
                    new Facts.Bucket(
                            i * bucketSeconds,
                            counts.acknowledged(),
                            counts.unknown(),
                            counts.failed(),
                            latency(ended.get(i))));
        }
        return buckets;
    }

    private static Facts.Latency latency(List<Operation> operations) {
        long[] nanos =
                operations.stream()
                        .filter(one -> one.outcome() instanceof Outcome.Ok)
                        .mapToLong(one -> one.span().endNanos() - one.begin())
                        .toArray();
        if (nanos.length == 0) {
            return new Facts.Latency(0, 0, 0);
        }
        Arrays.sort(nanos);
        return new Facts.Latency(
                percentile(nanos, 0.50), percentile(nanos, 0.99), nanos[nanos.length - 1] / 1e6);
    }

    /** The smallest that so many are not above. */
    private static double percentile(long[] sorted, double share) {
        int rank = (int) Math.ceil(share * sorted.length);
        return sorted[Math.max(0, rank - 1)] / 1e6;
    }
}
