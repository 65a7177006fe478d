package io.strongroom.chaos.suite.nemesis.admin;

import io.strongroom.chaos.suite.admin.Operator;
import io.strongroom.chaos.suite.admin.Succession;
import io.strongroom.chaos.suite.nemesis.Deed;
import io.strongroom.chaos.suite.nemesis.Ground;
import io.strongroom.chaos.suite.nemesis.Nemesis;
import io.strongroom.chaos.suite.nemesis.Strike;
import io.strongroom.chaos.suite.nemesis.Victims;
import io.strongroom.chaos.suite.stage.Host;
import io.strongroom.chaos.suite.stage.StageException;
import io.strongroom.chaos.suite.stage.StagePlan;
import io.strongroom.client.api.ClusterJson;
import io.strongroom.client.api.MemberJson;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A member leaves for good and a new node with an empty disk and an id never used before is taken
 * in, on the same host: clients find it where the old one was. It lasts as long as that takes.
 */
public record Membership(Way way) implements Nemesis {
    /** A removed node ends by itself with it. */
    private static final int HALTED = 70;

    private static final Duration ENDS_WITHIN = Duration.ofMinutes(2);
    private static final Duration POLL = Duration.ofMillis(300);

    /** Who leaves, and how. */
    public enum Way {
        FOLLOWER_LEAVES(Victims.FOLLOWER),
        LEADER_LEAVES(Victims.LEADER),
        /** It is killed first, and leaves in the change that gives the new one its vote. */
        DEAD_REPLACED(Victims.FOLLOWER);

        private final Victims whom;

        Way(Victims whom) {
            this.whom = whom;
        }

        String words() {
            return name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
    }

    @Override
    public String kind() {
        return "membership";
    }

    @Override
    public String label() {
        return "new member: " + way.words();
    }

    @Override
    public Duration lasts(Duration drawn) {
        return Duration.ofSeconds(50);
    }

    @Override
    public void strike(Ground ground, Duration hold) throws StageException, InterruptedException {
        Host place =
                way.whom.among(ground.stage().hosts(), ground.leader(), ground.random()).getFirst();
        new Deed(this, "%s (%s)".formatted(label(), place))
                .carryOut(ground, new Change(ground, ground.operator(), place, way));
    }

    /** One member for another. */
    private record Change(Ground ground, Operator operator, Host place, Way way)
            implements Deed.Steps {
        @Override
        public void take(List<Strike.Effect> seen) throws StageException, InterruptedException {
            Succession change = Succession.begin(operator, ground.watch(), place);
            int old = change.leaving().id();
            int port = change.leaving().port();
            if (way == Way.DEAD_REPLACED) {
                place.kill();
                operator.replace(old, change.moveIn(otherPort(port)));
            } else {
                operator.remove(old);
                seen.add(ended());
                operator.add(change.moveIn(port));
            }
            seen.add(exchanged(old, change.id()));
        }

        private static Optional<MemberJson> member(ClusterJson cluster, int id) {
            return cluster.members().stream().filter(one -> one.id() == id).findFirst();
        }

        /** The dead one is a member still, and an address is one member's. */
        private static int otherPort(int port) {
            return port == StagePlan.RAFT_PORT ? StagePlan.OTHER_RAFT_PORT : StagePlan.RAFT_PORT;
        }

        private Strike.Effect ended() throws StageException, InterruptedException {
            long start = System.nanoTime();
            while (place.state().running() && System.nanoTime() - start < ENDS_WITHIN.toNanos()) {
                Thread.sleep(POLL);
            }
            Host.State state = place.state();
            if (state.running()) {
                place.stop();
            }
            return Strike.Effect.right(
                    !state.running() && state.exitCode() == HALTED,
                    state.running()
                            ? "the removed node ran on"
                            : "the removed node ended with " + state.exitCode());
        }

        private Strike.Effect exchanged(int old, int id)
                throws StageException, InterruptedException {
            ClusterJson after = operator.status();
            boolean done =
                    after.members().size() == ground.stage().hosts().size()
                            && member(after, old).isEmpty()
                            && member(after, id).filter(MemberJson::voter).isPresent();
            return Strike.Effect.right(
                    done,
                    "for node %d node %d; members now %s"
                            .formatted(
                                    old,
                                    id,
                                    after.members().stream().map(MemberJson::id).toList()));
        }

        @Override
        public void heal() throws StageException {
            if (!place.state().running()) {
                place.start();
            }
        }
    }
}
