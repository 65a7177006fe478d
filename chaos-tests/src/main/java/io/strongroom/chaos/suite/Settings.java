package io.strongroom.chaos.suite;

import io.strongroom.chaos.suite.campaign.FaultPlan;
import io.strongroom.chaos.suite.campaign.Nemeses;
import io.strongroom.chaos.suite.nemesis.Nemesis;
import io.strongroom.chaos.suite.workload.kind.Kept;

import java.util.List;

/**
 * What a run is asked for.
 *
 * @param minutes of clients and faults; up to a third more when a kind of faults came too seldom
 * @param kinds of faults, in order
 * @param workloads in order
 * @param rate requests per second of all clients
 */
record Settings(
        double minutes,
        long seed,
        List<String> kinds,
        List<String> workloads,
        int nodes,
        double rate) {
    private static final double MAX_MINUTES = 7 * 24 * 60;
    private static final double MAX_RATE = 10_000;
    private static final double OF_ITS_RATE = 0.3;
    private static final int OFTEN = 3;

    /** In less, little is seen of a fault that takes a few seconds. */
    private static final double MIN_USUAL_MINUTES = 5;

    /** What five nodes take longer than three to come back, one after the other. */
    private static final double FIVE_NODES = 1.2;

    /** Of the minutes, for what came too seldom. */
    private static final double MORE = 1 / 3.0;

    /** The usual number would take minutes at the end of a run. */
    private static final int COMPARED_EVERY = 500;

    Settings {
        kinds = List.copyOf(kinds);
        workloads = List.copyOf(workloads);
        if (!(minutes > 0 && minutes <= MAX_MINUTES)) {
            throw new IllegalArgumentException("--minutes is above 0 and at most a week");
        }
        if (nodes != 3 && nodes != 5) {
            throw new IllegalArgumentException("--nodes is 3 or 5, not " + nodes);
        }
        if (!(rate >= 1 && rate <= MAX_RATE)) {
            throw new IllegalArgumentException("--rate is 1 to 10000");
        }
        if (kinds.isEmpty()) {
            throw new IllegalArgumentException("--nemesis names no kind");
        }
        if (workloads.isEmpty()) {
            throw new IllegalArgumentException("--workload names none");
        }
        double once = onceEach(kinds, nodes);
        if (once > soon(minutes)) {
            // It would be void for certain, and say so only at its end.
            throw new IllegalArgumentException(
                    "--minutes %s is too short for these kinds of faults: with %d nodes it takes about %.1f until each has come once; give it --minutes %.0f, or name fewer with --nemesis"
                            .formatted(plain(minutes), nodes, once, Math.ceil(once)));
        }
    }

    /** Enough minutes for these kinds of faults. */
    static double usualMinutes(List<String> kinds, int nodes) {
        return Math.max(MIN_USUAL_MINUTES, Math.ceil(onceEach(kinds, nodes)));
    }

    private static double onceEach(List<String> kinds, int nodes) {
        return FaultPlan.minutes(kinds, 1) * (nodes == 3 ? 1 : FIVE_NODES);
    }

    /** With half of what may be added; the other half is for machines that are slower. */
    private static double soon(double minutes) {
        return minutes * (1 + MORE / 2);
    }

    long nanos() {
        return (long) (minutes * 60e9);
    }

    /** How much longer it may take until each kind has come as often as it has to. */
    long moreNanos() {
        return (long) (nanos() * MORE);
    }

    /**
     * How often each kind has to come, for the run to count: in half an hour three times. With five
     * nodes as often: what they take longer fits into what may be added.
     */
    int timesEach() {
        int times = OFTEN;
        while (times > 1 && FaultPlan.minutes(kinds, times) > soon(minutes)) {
            times--;
        }
        return times;
    }

    /** So many acknowledged operations per second, at least, for the run to count. */
    double minimumRate() {
        return rate * OF_ITS_RATE;
    }

    /** Whether days pass at the end, for what was deleted. */
    boolean daysPass() {
        return workloads.contains(Kept.NAME);
    }

    boolean needsPreload() {
        return daysPass()
                || Nemeses.of(kinds).values().stream()
                        .flatMap(List::stream)
                        .anyMatch(Nemesis::needsPreload);
    }

    /** What stands in every node's configuration beside what every run has. */
    String nodeSettings() {
        // Short enough to wait for it: it is what makes the others drop a log that a node lacks.
        boolean snapshots = kinds.contains("snapshot") || kinds.contains("damage");
        String erasure = snapshots ? "erasure: {within: PT30S}\n" : "";
        return erasure + "replicas: {compareEvery: %d}\n".formatted(COMPARED_EVERY);
    }

    /** After so many log entries each the nodes compare their states. */
    int comparedEvery() {
        return COMPARED_EVERY;
    }

    /** As it would be typed. */
    String words() {
        return "--minutes %s --seed %d --nemesis %s --workload %s --nodes %d --rate %s"
                .formatted(
                        plain(minutes),
                        seed,
                        String.join(",", kinds),
                        String.join(",", workloads),
                        nodes,
                        plain(rate));
    }

    private static String plain(double number) {
        return number == Math.rint(number) ? Long.toString((long) number) : Double.toString(number);
    }
}
