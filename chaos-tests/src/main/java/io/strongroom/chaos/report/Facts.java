package io.strongroom.chaos.report;

import io.strongroom.chaos.check.Verdict;
import io.strongroom.chaos.history.RunInfo;

import java.util.List;
import java.util.SortedMap;

/**
 * Everything that a report shows; {@code report.json} is this. Times are seconds since the run's
 * start, latencies milliseconds.
 *
 * @param ruling the worst of the verdicts
 * @param underLoad of all operations those that began before the clients stopped; the others are
 *     last reads
 * @param unavailableSeconds the longest time without an acknowledged operation, from one to the
 *     next, while the clients were at work
 * @param buckets of equal length, from the start to the end
 */
public record Facts(
        RunInfo run,
        double seconds,
        Verdict.Ruling ruling,
        List<Verdict> verdicts,
        Counts total,
        Counts underLoad,
        List<OfAction> actions,
        double unavailableSeconds,
        double bucketSeconds,
        List<Bucket> buckets,
        List<OfFault> faults,
        List<OfNemesis> nemeses) {
    /**
     * How operations ended.
     *
     * @param acknowledged answered, refusals included
     * @param refused of the acknowledged ones, those that the state did not allow
     * @param failedByCause and unknown ones by theirs: cause to number
     */
    public record Counts(
            long tried,
            long acknowledged,
            long refused,
            long unknown,
            long failed,
            SortedMap<String, Long> failedByCause,
            SortedMap<String, Long> unknownByCause) {}

    /** Of acknowledged operations; all 0 when there are none. */
    public record Latency(double p50, double p99, double max) {}

    /** One kind of operation in one workload. */
    public record OfAction(String workload, String action, Counts counts, Latency latency) {}

    /**
     * What ended within some seconds.
     *
     * @param at when they begin
     */
    public record Bucket(
            double at, long acknowledged, long unknown, long failed, Latency latency) {}

    /**
     * A fault and what it cost.
     *
     * @param wrong what a node did that it must not; empty when there was nothing of that
     * @param unavailableSeconds the longest time without an acknowledged operation that reaches
     *     into the fault or the time from its end to the next one's begin, all of it: from the last
     *     one before to the first one after, also where that is before the fault or after it
     */
    public record OfFault(
            String nemesis,
            String detail,
            double begin,
            double end,
            boolean bit,
            String evidence,
            String wrong,
            double unavailableSeconds) {}

    /** All faults of a kind; the seconds are those of the worst of them. */
    public record OfNemesis(String nemesis, int times, double unavailableSeconds) {}
}
