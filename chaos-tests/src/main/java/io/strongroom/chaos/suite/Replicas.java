package io.strongroom.chaos.suite;

import io.strongroom.chaos.check.Verdict;
import io.strongroom.chaos.suite.stage.Watch;
import io.strongroom.client.StrongroomClient;
import io.strongroom.client.StrongroomException;
import io.strongroom.client.TokenProvider;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;

/**
 * Whether all replicas have made the same changes. Each node keeps a digest of the changes that it
 * has applied, not of the rows that its disk holds, at every so many entries of the log: this
 * writes up to the next such entry, asks each node for its digest there and compares them. All
 * through the run the nodes compare as well, and what they found of themselves counts too.
 *
 * @param tokens an operator's
 * @param interval the number of entries
 */
record Replicas(
        Watch watch, StrongroomClient client, TokenProvider tokens, int nodes, int interval) {
    private static final int WRITERS = 16;
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Duration POLL = Duration.ofMillis(500);

    /** To be asked when all nodes serve and nobody else writes. */
    Verdict compare() throws InterruptedException {
        double from = watch.metric(1, "strongroom_applied_index");
        if (Double.isNaN(from)) {
            return Verdict.undecided(Digests.CHECK, "node 1 does not say how far it is");
        }
        long digestAt = ((long) from / interval + 1) * interval;
        AtomicBoolean stop = new AtomicBoolean();
        List<Thread> writers = new ArrayList<>();
        for (int i = 0; i < WRITERS; i++) {
            String name = "filler-" + i;
            writers.add(Thread.ofVirtual().start(() -> write(name, stop)));
        }
        long start = System.nanoTime();
        boolean there = reached(digestAt, start);
        stop.set(true);
        for (Thread writer : writers) {
            writer.join();
        }
        return there
                ? withTheirOwn(compared(digestAt, start))
                : withTheirOwn(
                        Verdict.undecided(
                                Digests.CHECK,
                                "not every node came to a digest at %d within %d s"
                                        .formatted(digestAt, PATIENCE.toSeconds())));
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

    private boolean reached(long digestAt, long start) throws InterruptedException {
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

    /** Nobody writes any more, so that soon all have the same newest digest. */
    private Verdict compared(long digestAt, long start) throws InterruptedException {
        while (true) {
            Verdict verdict = asked().verdict(digestAt);
            if (verdict.ruling() != Verdict.Ruling.UNDECIDED
                    || System.nanoTime() - start > PATIENCE.toNanos()) {
                return verdict;
            }
            Thread.sleep(POLL);
        }
    }

    private Digests asked() {
        try {
            String token = tokens.token();
            return new Digests(
                    IntStream.rangeClosed(1, nodes)
                            .mapToObj(node -> watch.digest(node, token))
                            .toList());
        } catch (StrongroomException e) {
            // Without a token no node tells.
            return new Digests(List.of());
        }
    }

    /** What nodes found during the run counts also where they are equal now. */
    private Verdict withTheirOwn(Verdict compared) {
        Map<Integer, Double> diverged = new TreeMap<>();
        for (int node = 1; node <= nodes; node++) {
            diverged.put(node, watch.metric(node, "strongroom_state_diverged"));
        }
        return Digests.withTheirOwn(compared, diverged);
    }
}
