package io.strongroom.chaos.suite.nemesis.admin;

import io.strongroom.chaos.suite.admin.Rolling.LeadersTurn;
import io.strongroom.chaos.suite.nemesis.Deed;
import io.strongroom.chaos.suite.nemesis.Ground;
import io.strongroom.chaos.suite.nemesis.Nemesis;
import io.strongroom.chaos.suite.nemesis.Strike;
import io.strongroom.chaos.suite.stage.Builds;
import io.strongroom.chaos.suite.stage.Builds.Stand;
import io.strongroom.chaos.suite.stage.Host;
import io.strongroom.chaos.suite.stage.NodeFailure;
import io.strongroom.chaos.suite.stage.StageException;
import io.strongroom.client.api.ClusterJson;
import io.strongroom.client.api.MemberJson;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A rolling upgrade, a step with each strike: all nodes to the newer build and back again; to the
 * newer build, which other faults meet at the older level; that level made final. After that there
 * is nothing left to upgrade: a strike is a rolling restart, and recorded as such.
 */
public record Upgrade() implements Nemesis {
    private static final String LEVEL = "strongroom_feature_level";
    private static final Duration TOLD_WITHIN = Duration.ofMinutes(1);
    private static final Duration POLL = Duration.ofMillis(300);

    @Override
    public String kind() {
        return "upgrade";
    }

    @Override
    public String label() {
        return "a step of a rolling upgrade";
    }

    @Override
    public Duration lasts(Duration drawn) {
        return Duration.ofSeconds(90);
    }

    @Override
    public void strike(Ground ground, Duration hold) throws StageException, InterruptedException {
        LeadersTurn turn = ground.random().nextBoolean() ? LeadersTurn.FIRST : LeadersTurn.LAST;
        Builds builds = builds(ground);
        if (builds.stand() == Stand.FINAL) {
            new Restart(turn).strike(ground, hold);
            return;
        }
        Step step = new Step(ground, builds, turn);
        new Deed(this, step.words()).carryOut(ground, step);
    }

    /** All steps that are left, without being recorded: what comes after a run needs them. */
    public static void complete(Ground ground) throws StageException, InterruptedException {
        if (ground.stage().builds().isEmpty()) {
            return;
        }
        Builds builds = builds(ground);
        Step step = new Step(ground, builds, LeadersTurn.LAST);
        if (builds.stand() == Stand.OLDER || builds.stand() == Stand.RETURNED) {
            step.roll(builds.newer(), new ArrayList<>());
            builds.reached(Stand.NEWER);
        }
        if (builds.stand() == Stand.NEWER) {
            ground.operator().finalizeLevel();
            builds.reached(Stand.FINAL);
        }
    }

    private static Builds builds(Ground ground) throws StageException {
        return ground.stage()
                .builds()
                .orElseThrow(() -> new StageException("this run has no older build"));
    }

    /** What comes next. */
    private record Step(Ground ground, Builds builds, LeadersTurn turn) implements Deed.Steps {
        String words() {
            String order = ", leader " + turn.name().toLowerCase(Locale.ROOT);
            return switch (builds.stand()) {
                case OLDER -> "upgrade and return to the older build" + order;
                case RETURNED -> "upgrade" + order;
                case NEWER -> "feature level made final";
                case FINAL -> throw new IllegalStateException("nothing is left to upgrade");
            };
        }

        @Override
        public void take(List<Strike.Effect> seen) throws StageException, InterruptedException {
            var _ = ground.leader();
            switch (builds.stand()) {
                case OLDER -> {
                    seen.add(told(false));
                    roll(builds.newer(), seen);
                    seen.add(told(true));
                    roll(builds.older(), seen);
                    seen.add(told(false));
                    builds.reached(Stand.RETURNED);
                }
                case RETURNED -> {
                    roll(builds.newer(), seen);
                    seen.add(told(true));
                    builds.reached(Stand.NEWER);
                }
                case NEWER -> {
                    seen.add(finalized());
                    builds.reached(Stand.FINAL);
                }
                case FINAL -> throw new IllegalStateException("nothing is left to upgrade");
            }
        }

        void roll(Path build, List<Strike.Effect> seen)
                throws StageException, InterruptedException {
            List<Strike.Effect> restarts =
                    ground.rolling().all(build, turn, ground.random()).stream()
                            .map(Restart::effect)
                            .toList();
            seen.addAll(restarts);
            if (Strike.together(restarts).outcome() != Strike.Outcome.BIT) {
                throw new NodeFailure(
                        "the upgrade came to a halt: " + Strike.together(restarts).evidence());
            }
        }

        /** Whether all voters say that they know more than the cluster allows, or just that. */
        private Strike.Effect told(boolean more) throws StageException, InterruptedException {
            long start = System.nanoTime();
            while (true) {
                ClusterJson status = ground.operator().status();
                boolean holds =
                        status.members().stream()
                                .map(MemberJson::supportedLevel)
                                .allMatch(level ->
                                        level != null
                                                && (more
                                                        ? level > status.featureLevel()
                                                        : level == status.featureLevel()));
                if (holds || System.nanoTime() - start > TOLD_WITHIN.toNanos()) {
                    return Strike.Effect.right(
                            holds,
                            "the cluster is at level %d, its voters support %s"
                                    .formatted(
                                            status.featureLevel(),
                                            status.members().stream()
                                                    .map(MemberJson::supportedLevel)
                                                    .toList()));
                }
                Thread.sleep(POLL);
            }
        }

        private Strike.Effect finalized() throws StageException, InterruptedException {
            int before = ground.operator().status().featureLevel();
            ground.operator().finalizeLevel();
            long start = System.nanoTime();
            List<Double> levels = levels();
            while (!levels.stream().allMatch(level -> level > before)
                    && System.nanoTime() - start < TOLD_WITHIN.toNanos()) {
                Thread.sleep(POLL);
                levels = levels();
            }
            return Strike.Effect.right(
                    levels.stream().allMatch(level -> level > before),
                    "the cluster was at level %d, its nodes tell %s".formatted(before, levels));
        }

        private List<Double> levels() {
            return ground.stage().hosts().stream()
                    .map(Host::id)
                    .map(node -> ground.watch().metric(node, LEVEL))
                    .toList();
        }

        @Override
        public void heal() throws StageException {
            ground.rolling().startWhatIsDown();
        }
    }
}
