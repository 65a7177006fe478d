package io.strongroom.chaos.suite.nemesis;

import io.strongroom.chaos.history.record.Recorder;
import io.strongroom.chaos.suite.admin.Operator;
import io.strongroom.chaos.suite.admin.Rolling;
import io.strongroom.chaos.suite.stage.Host;
import io.strongroom.chaos.suite.stage.NodeFailure;
import io.strongroom.chaos.suite.stage.Stage;
import io.strongroom.chaos.suite.stage.StageException;
import io.strongroom.chaos.suite.stage.Watch;

import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.random.RandomGenerator;

/**
 * What a nemesis works on. For one thread.
 *
 * @param random seeded; for choices that depend on who leads
 * @param ledBefore who led before the first of several faults that are active at the same time;
 *     empty for a fault alone
 */
public record Ground(
        Stage stage,
        Watch watch,
        Recorder recorder,
        RandomGenerator random,
        OptionalInt ledBefore) {
    private static final Duration POLL = Duration.ofMillis(200);
    private static final long LEADER_WITHIN_NANOS = Duration.ofMinutes(1).toNanos();

    /** For one fault after the other. */
    public Ground(Stage stage, Watch watch, Recorder recorder, RandomGenerator random) {
        this(stage, watch, recorder, random, OptionalInt.empty());
    }

    /** The same for one of several faults at the same time. */
    public Ground shared(int leader) {
        return new Ground(
                stage, watch, recorder, new Random(random.nextLong()), OptionalInt.of(leader));
    }

    /** Whether no other fault can be active at the same time. */
    public boolean isOnlyFault() {
        return ledBefore.isEmpty();
    }

    /** What an operator of this cluster would use. */
    public Operator operator() {
        return Operator.of(stage);
    }

    public Rolling rolling() {
        return new Rolling(stage, watch);
    }

    /** The node that leads; waits for one. With several faults, the one that led before them. */
    public int leader() throws StageException, InterruptedException {
        if (ledBefore.isPresent()) {
            return ledBefore.getAsInt();
        }
        long start = System.nanoTime();
        while (System.nanoTime() - start < LEADER_WITHIN_NANOS) {
            OptionalInt leader = watch.leader();
            if (leader.isPresent()) {
                return leader.getAsInt();
            }
            Thread.sleep(POLL);
        }
        throw new NodeFailure(
                "no node leads for %d s, with no fault active"
                        .formatted(LEADER_WITHIN_NANOS / 1_000_000_000));
    }

    /**
     * Waits for so long, and looks meanwhile.
     *
     * @param notThis led before
     * @param asked those that can answer
     * @return the node that was seen to lead instead; empty when none was
     */
    OptionalInt holdAndSeeLeader(Duration hold, int notThis, List<Integer> asked)
            throws InterruptedException {
        long start = System.nanoTime();
        OptionalInt other = OptionalInt.empty();
        while (System.nanoTime() - start < hold.toNanos()) {
            if (other.isEmpty()) {
                other = watch.leader(asked).stream().filter(node -> node != notThis).findFirst();
            }
            Thread.sleep(POLL);
        }
        return other;
    }

    /** Waits until another leads, but not longer. */
    OptionalInt awaitLeader(Duration atMost, int notThis, List<Integer> asked)
            throws InterruptedException {
        long start = System.nanoTime();
        OptionalInt other = OptionalInt.empty();
        while (other.isEmpty() && System.nanoTime() - start < atMost.toNanos()) {
            Thread.sleep(POLL);
            other = watch.leader(asked).stream().filter(node -> node != notThis).findFirst();
        }
        return other;
    }

    /** The numbers of all nodes but those. */
    public List<Integer> others(List<Host> victims) {
        return stage.hosts().stream()
                .filter(host -> !victims.contains(host))
                .map(Host::id)
                .toList();
    }
}
