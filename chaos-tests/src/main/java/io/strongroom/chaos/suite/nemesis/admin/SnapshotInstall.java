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

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

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

    /** A snapshot of little data is there within milliseconds, but for its files' syncs. */
    private static final Duration SHORT_POLL = Duration.ofMillis(5);

    /** So long each of those takes while something is to happen in the middle. */
    private static final Duration SLOWED_BY = Duration.ofSeconds(1);

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
    public boolean needsPreload() {
        return meanwhile != Meanwhile.NOTHING;
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
            if (meanwhile != Meanwhile.NOTHING) {
                victim.faults().setSyncDelay(SLOWED_BY);
            }
            back();
            switch (meanwhile) {
                case NOTHING -> {}
                case RECEIVER_KILLED -> seen.add(killWhileItReceives(log));
                case LEADER_MOVES -> seen.add(moveTheLead(log));
            }
            quicken();
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

        private void quicken() throws StageException {
            if (meanwhile != Meanwhile.NOTHING) {
                victim.faults().setSyncDelay(Duration.ZERO);
            }
        }

        /** Waits until it has something of the snapshot; false when it has all of it, or never. */
        private boolean receives(NodeLog log) throws StageException, InterruptedException {
            long start = System.nanoTime();
            while (System.nanoTime() - start < INSTALLED_WITHIN.toNanos()) {
                if (holdsAPart()) {
                    return true;
                }
                if (log.count(INSTALLED) > 0) {
                    return false;
                }
                Thread.sleep(SHORT_POLL);
            }
            return false;
        }

        /** The folder is always there; it is a file in it that is a part of a snapshot. */
        private boolean holdsAPart() {
            try (Stream<Path> all = Files.walk(victim.folder().resolve("data/raft/incoming"))) {
                return all.anyMatch(Files::isRegularFile);
            } catch (IOException | UncheckedIOException moved) {
                return false;
            }
        }

        /** What it left unfinished is still there when it is dead. */
        private Strike.Effect killWhileItReceives(NodeLog log)
                throws StageException, InterruptedException {
            boolean received = receives(log);
            victim.kill();
            boolean inTheMiddle = received && holdsAPart() && log.count(INSTALLED) == 0;
            quicken();
            victim.start();
            return new Strike.Effect(
                    inTheMiddle,
                    victim
                            + " was killed "
                            + (inTheMiddle
                                    ? "with a part of the snapshot"
                                    : "before or after it received the snapshot"));
        }

        private Strike.Effect moveTheLead(NodeLog log) throws StageException, InterruptedException {
            boolean received = receives(log);
            int from = ground.leader();
            int to = ground.others(List.of(victim, ground.stage().host(from))).getFirst();
            ground.operator().transferLeadership(ground.watch().id(to));
            boolean inTheMiddle = received && log.count(INSTALLED) == 0;
            return new Strike.Effect(
                    inTheMiddle,
                    "leadership moved from node %d to node %d %s"
                            .formatted(
                                    from,
                                    to,
                                    inTheMiddle
                                            ? "while the snapshot was on its way"
                                            : "and no snapshot was on its way"));
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
            boolean serves = ground.watch().serves(victim.id());
            return new Strike.Effect(
                    serves ? Strike.Outcome.WITHOUT_EFFECT : Strike.Outcome.WRONG,
                    "%s told of %d installed snapshots, %s"
                            .formatted(
                                    victim,
                                    log.count(INSTALLED),
                                    serves ? "serves" : "serves not"));
        }

        @Override
        public void heal() throws StageException, InterruptedException {
            quicken();
            if (!victim.state().running()) {
                victim.start();
            }
            var _ = victim.run("sh", "-c", Cut.mending());
        }
    }
}
