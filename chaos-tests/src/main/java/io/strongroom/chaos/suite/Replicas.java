package io.strongroom.chaos.suite;

import io.strongroom.chaos.check.Verdict;
import io.strongroom.chaos.suite.stage.Watch;
import io.strongroom.client.StrongroomClient;
import io.strongroom.client.StrongroomException;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;

/**
 * Whether all replicas hold the same. The nodes themselves compare digests of their whole state,
 * all through the run, at every so many entries of the log: it writes up to the next such entry and
 * looks at what each node then says.
 *
 * @param interval the number of entries
 */
record Replicas(Watch watch, StrongroomClient client, int nodes, int interval) {
    private static final String CHECK = "replicas agree";
    private static final int WRITERS = 16;

    /** Within this a node tells the others its digest through the log, several times over. */
    private static final Duration REPORTED_AFTER = Duration.ofSeconds(5);

    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Duration POLL = Duration.ofMillis(500);

    /** To be asked when all nodes serve and nobody else writes. */
    Verdict compare() throws InterruptedException {
        double from = watch.metric(1, "strongroom_applied_index");
        if (Double.isNaN(from)) {
            return Verdict.undecided(CHECK, "node 1 does not say how far it is");
        }
        double digestAt = (Math.floor(from / interval) + 1) * interval;
        AtomicBoolean stop = new AtomicBoolean();
        List<Thread> writers = new ArrayList<>();
        for (int i = 0; i < WRITERS; i++) {
            String name = "filler-" + i;
            writers.add(Thread.ofVirtual().start(() -> write(name, stop)));
        }
        boolean there = reached(digestAt);
        stop.set(true);
        for (Thread writer : writers) {
            writer.join();
        }
        if (!there) {
            return Verdict.undecided(
                    CHECK,
                    "not every node came to a digest at %.0f within %d s"
                            .formatted(digestAt, PATIENCE.toSeconds()));
        }
        // The state's newest digest is known to its node; now it is reported, and compared by all.
        Thread.sleep(REPORTED_AFTER);
        return verdict(digestAt);
    }

    private void write(String name, AtomicBoolean stop) {
        boolean goesOn = true;
        while (goesOn && !stop.get()) {
            try {
                var _ = client.set(name, "x");
            } catch (StrongroomException e) {
                // Only the log's growth counts; enough others write.
                goesOn = e.outcomeUnknown();
            }
        }
    }

    private boolean reached(double digestAt) throws InterruptedException {
        long start = System.nanoTime();
        while (System.nanoTime() - start < PATIENCE.toNanos()) {
            if (IntStream.rangeClosed(1, nodes)
                    .allMatch(node ->
                            watch.metric(node, "strongroom_state_digest_index") >= digestAt)) {
                return true;
            }
            Thread.sleep(POLL);
        }
        return false;
    }

    private Verdict verdict(double digestAt) {
        List<Integer> apart =
                IntStream.rangeClosed(1, nodes)
                        .filter(node -> watch.metric(node, "strongroom_state_diverged") != 0)
                        .boxed()
                        .toList();
        return apart.isEmpty()
                ? Verdict.pass(CHECK, "at entry %.0f".formatted(digestAt))
                : Verdict.fail(CHECK, "differing from a majority: nodes " + apart, List.of());
    }
}
