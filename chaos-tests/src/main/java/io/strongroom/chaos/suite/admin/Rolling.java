package io.strongroom.chaos.suite.admin;

import io.strongroom.chaos.suite.nemesis.admin.Restart;
import io.strongroom.chaos.suite.stage.Host;
import io.strongroom.chaos.suite.stage.Stage;
import io.strongroom.chaos.suite.stage.StageException;
import io.strongroom.chaos.suite.stage.Watch;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.random.RandomGenerator;

/** Restarts of all nodes as operators do them: one after the other, each once all serve. */
public record Rolling(Stage stage, Watch watch) {
    private static final Duration SERVES_WITHIN = Duration.ofMinutes(4);
    private static final Duration LED_WITHIN = Duration.ofMinutes(1);
    private static final Duration POLL = Duration.ofMillis(200);

    /** When the leader's turn is. */
    public enum LeadersTurn {
        FIRST,
        LAST
    }

    /** One node's restart. */
    public record Restart(Host host, Evidence evidence, long millis) {
        /** In a few words. */
        public String words() {
            return "%s: %s %.1f s later".formatted(host, evidence.words(), millis / 1000.0);
        }
    }

    /**
     * What was seen of a restart.
     *
     * @param before the old process while it ran
     * @param ended the old process at its end
     * @param now the new process
     * @param led whether the old process led when it was told to stop
     * @param successor the host whose node led while this one was down; empty when none was seen
     * @param served whether all nodes served in the end
     */
    public record Evidence(
            Host.State before,
            Host.State ended,
            Host.State now,
            boolean led,
            OptionalInt successor,
            boolean served) {
        /** Whether there is a new process at all, however the old one ended. */
        public boolean restarted() {
            return !ended.running() && !now.startedAt().equals(before.startedAt());
        }

        /** Whether the node ended as told, another one led meanwhile, and a new process serves. */
        public boolean clean() {
            return restarted() && ended.exitCode() == 0 && successor.isPresent() && served;
        }

        String words() {
            return "the process of %s %sended with %d, %s, that of %s %s"
                    .formatted(
                            time(before),
                            led ? "led, " : "",
                            ended.exitCode(),
                            successor.isPresent()
                                    ? "node " + successor.getAsInt() + " led on"
                                    : "nobody was seen to lead",
                            time(now),
                            served ? "served" : "did not serve");
        }

        /** Of {@code 2026-11-22T05:04:03.123456789Z} what changes. */
        private static String time(Host.State state) {
            int begin = state.startedAt().indexOf('T') + 1;
            int end = state.startedAt().indexOf('.');
            return end < begin ? state.startedAt() : state.startedAt().substring(begin, end);
        }
    }

    /**
     * Restarts every node.
     *
     * @param distribution what they run from then on
     * @return what was seen, up to the first restart that was not clean
     */
    public List<Restart> all(Path distribution, LeadersTurn turn, RandomGenerator random)
            throws StageException, InterruptedException {
        List<Restart> seen = new ArrayList<>();
        for (Host host : order(watch.leader(), turn, random)) {
            Restart one = one(host, distribution);
            seen.add(one);
            if (!one.evidence().clean()) {
                break;
            }
        }
        return List.copyOf(seen);
    }

    /** Has every node run that stands still, as an operator who was disturbed. */
    public void startWhatIsDown() throws StageException {
        for (Host host : stage.hosts()) {
            if (!host.state().running()) {
                host.start();
            }
        }
    }

    List<Host> order(OptionalInt leader, LeadersTurn turn, RandomGenerator random) {
        List<Host> order = new ArrayList<>(stage.hosts());
        Collections.shuffle(order, Random.from(random));
        if (leader.isPresent()) {
            Host leading = stage.host(leader.getAsInt());
            order.remove(leading);
            switch (turn) {
                case FIRST -> order.addFirst(leading);
                case LAST -> order.addLast(leading);
            }
        }
        return order;
    }

    private Restart one(Host host, Path distribution) throws StageException, InterruptedException {
        long start = System.nanoTime();
        boolean led = watch.leader().equals(OptionalInt.of(host.id()));
        Host.State before = host.state();
        run(host, distribution);
        host.stop();
        Host.State ended = host.state();
        OptionalInt successor = leaderBeside(host);
        host.start();
        boolean served = allServe();
        Evidence evidence = new Evidence(before, ended, host.state(), led, successor, served);
        return new Restart(host, evidence, (System.nanoTime() - start) / 1_000_000);
    }

    private static void run(Host host, Path distribution) throws StageException {
        try {
            host.set(Host.DISTRIBUTION, distribution.toString());
        } catch (IOException e) {
            throw new StageException("cannot set what " + host + " runs: " + e, e);
        }
    }

    private OptionalInt leaderBeside(Host down) throws InterruptedException {
        List<Integer> others =
                stage.hosts().stream().map(Host::id).filter(id -> id != down.id()).toList();
        long start = System.nanoTime();
        OptionalInt leader = OptionalInt.empty();
        while (leader.isEmpty() && System.nanoTime() - start < LED_WITHIN.toNanos()) {
            Thread.sleep(POLL);
            leader = watch.leader(others);
            if (leader.equals(OptionalInt.of(down.id()))) {
                leader = OptionalInt.empty();
            }
        }
        return leader;
    }

    private boolean allServe() throws InterruptedException {
        long start = System.nanoTime();
        while (System.nanoTime() - start < SERVES_WITHIN.toNanos()) {
            if (watch.allServe()) {
                return true;
            }
            Thread.sleep(POLL);
        }
        return false;
    }
}
