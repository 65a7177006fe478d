package io.strongroom.chaos.suite.nemesis.admin;

import io.strongroom.chaos.suite.admin.NodeLog;
import io.strongroom.chaos.suite.admin.Operator;
import io.strongroom.chaos.suite.nemesis.Course;
import io.strongroom.chaos.suite.nemesis.Deed;
import io.strongroom.chaos.suite.nemesis.Ground;
import io.strongroom.chaos.suite.nemesis.Nemesis;
import io.strongroom.chaos.suite.nemesis.Strike;
import io.strongroom.chaos.suite.nemesis.Victims;
import io.strongroom.chaos.suite.nemesis.network.Cut;
import io.strongroom.chaos.suite.stage.Host;
import io.strongroom.chaos.suite.stage.StageException;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A follower is away until the others have dropped the log that it lacks, and is brought back by a
 * snapshot. It lasts as long as that takes: a purged secret has the others drop the log, which they
 * do in a third of the time that the cluster's configuration gives them for it.
 */
public record SnapshotInstall(Behind behind, Meanwhile meanwhile) implements Nemesis {
    private static final String OLDEST = "strongroom_log_oldest_index";
    private static final String INSTALLED = "snapshot_installed";
    private static final Duration DROPPED_WITHIN = Duration.ofMinutes(3);
    private static final Duration INSTALLED_WITHIN = Duration.ofMinutes(3);
    private static final Duration POLL = Duration.ofMillis(300);

    /** A snapshot of little data is there within milliseconds. */
    private static final Duration SHORT_POLL = Duration.ofMillis(5);

    /** How the follower is kept away. */
    public enum Behind {
        DOWN,
        CUT_OFF
    }

    /** What happens while the snapshot is on its way. */
    public enum Meanwhile {
        NOTHING,
        RECEIVER_KILLED,
        LEADER_MOVES
    }

    @Override
    public String kind() {
        return "snapshot";
    }

    @Override
    public String label() {
        return "snapshot for a follower that was %s, meanwhile: %s"
                .formatted(words(behind), words(meanwhile));
    }

    @Override
    public Duration lasts(Duration drawn) {
        return Duration.ofSeconds(30);
    }

    @Override
    public void strike(Ground ground, Duration hold) throws StageException, InterruptedException {
        Host victim =
                Victims.FOLLOWER
                        .among(ground.stage().hosts(), ground.leader(), ground.random())
                        .getFirst();
        new Deed(this, label() + " (" + victim + ")")
                .carryOut(ground, new Course(ground, victim, behind, meanwhile));
    }

    private static String words(Enum<?> one) {
        return one.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    /** One such way back. */
    private record Course(Ground ground, Host victim, Behind behind, Meanwhile meanwhile)
            implements Deed.Steps {
        @Override
        public void take(List<Strike.Effect> seen) throws StageException, InterruptedException {
            NodeLog log = NodeLog.since(victim);
            away();
            seen.add(droppedBehindIt());
            back();
            switch (meanwhile) {
                case NOTHING -> {}
                case RECEIVER_KILLED -> seen.add(killWhileItReceives(log));
                case LEADER_MOVES -> seen.add(moveTheLead(log));
            }
            seen.add(installed(log));
        }

        private void away() throws StageException, InterruptedException {
            switch (behind) {
                case DOWN -> victim.kill();
                case CUT_OFF -> {
                    var _ = victim.run("sh", "-c", Cut.RAFT_PORT.commands());
                }
            }
        }

        private void back() throws StageException, InterruptedException {
            switch (behind) {
                case DOWN -> victim.start();
                case CUT_OFF -> {
                    var _ = victim.run("sh", "-c", Cut.mending());
                }
            }
        }

        /** All others have no entry left that it could have seen, and none that comes next. */
        private Strike.Effect droppedBehindIt() throws StageException, InterruptedException {
            Operator operator = ground.operator();
            List<Integer> others = ground.others(List.of(victim));
            double itsEnd =
                    others.stream()
                            .mapToDouble(
                                    node -> ground.watch().metric(node, "strongroom_commit_index"))
                            .filter(index -> !Double.isNaN(index))
                            .max()
                            .orElseThrow(() -> new StageException("no node tells of its log"));
            operator.purgeOne();
            long start = System.nanoTime();
            while (System.nanoTime() - start < DROPPED_WITHIN.toNanos()) {
                List<Double> oldest =
                        others.stream().map(node -> ground.watch().metric(node, OLDEST)).toList();
                if (oldest.stream().allMatch(index -> index > itsEnd + 1)) {
                    return new Strike.Effect(
                            true,
                            "%s was away from entry %.0f at the latest, the others' logs began at %s after %.1f s"
                                    .formatted(
                                            victim,
                                            itsEnd,
                                            oldest.stream().map(Double::longValue).toList(),
                                            (System.nanoTime() - start) / 1e9));
                }
                Thread.sleep(POLL);
            }
            return new Strike.Effect(
                    false, "the others kept the log that %s lacks".formatted(victim));
        }

        /** In words, as soon as it receives something or has it all; empty when it never does. */
        private Optional<String> receives(NodeLog log) throws StageException, InterruptedException {
            Path incoming = victim.folder().resolve("data/raft/incoming");
            long start = System.nanoTime();
            while (System.nanoTime() - start < INSTALLED_WITHIN.toNanos()) {
                if (Files.exists(incoming)) {
                    return Optional.of("while it received the snapshot");
                }
                if (log.count(INSTALLED) > 0) {
                    return Optional.of("just after it had received the snapshot");
                }
                Thread.sleep(SHORT_POLL);
            }
            return Optional.empty();
        }

        private Strike.Effect killWhileItReceives(NodeLog log)
                throws StageException, InterruptedException {
            Optional<String> when = receives(log);
            victim.kill();
            victim.start();
            return new Strike.Effect(
                    when.isPresent(), victim + " was killed " + when.orElse("without a snapshot"));
        }

        private Strike.Effect moveTheLead(NodeLog log) throws StageException, InterruptedException {
            Optional<String> when = receives(log);
            int from = ground.leader();
            int to = ground.others(List.of(victim, ground.stage().host(from))).getFirst();
            ground.operator().transferLeadership(ground.watch().id(to));
            return new Strike.Effect(
                    when.isPresent(),
                    "leadership moved from node %d to node %d, begun %s"
                            .formatted(from, to, when.orElse("without a snapshot")));
        }

        private Strike.Effect installed(NodeLog log) throws StageException, InterruptedException {
            long start = System.nanoTime();
            while (System.nanoTime() - start < INSTALLED_WITHIN.toNanos()) {
                long times = log.count(INSTALLED);
                if (times > 0 && ground.watch().serves(victim.id())) {
                    return new Strike.Effect(
                            true,
                            "%s installed %d snapshot%s and served %.1f s later"
                                    .formatted(
                                            victim,
                                            times,
                                            times == 1 ? "" : "s",
                                            (System.nanoTime() - start) / 1e9));
                }
                Thread.sleep(POLL);
            }
            return new Strike.Effect(
                    false,
                    "%s told of %d installed snapshots, %s"
                            .formatted(
                                    victim,
                                    log.count(INSTALLED),
                                    ground.watch().serves(victim.id()) ? "serves" : "serves not"));
        }

        @Override
        public void heal() throws StageException, InterruptedException {
            if (!victim.state().running()) {
                victim.start();
            }
            var _ = victim.run("sh", "-c", Cut.mending());
        }
    }
}
