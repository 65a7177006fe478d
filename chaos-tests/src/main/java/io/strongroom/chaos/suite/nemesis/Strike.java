package io.strongroom.chaos.suite.nemesis;

import io.strongroom.chaos.history.record.OpenFault;
import io.strongroom.chaos.suite.stage.Host;
import io.strongroom.chaos.suite.stage.StageException;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * The course that every fault of some hosts takes: choose, record, inject, hold, look at the
 * effect, heal.
 */
record Strike(Nemesis nemesis, Victims whom) {

    /** What is done to each host. */
    interface Harm {
        /** To all of them, as nearly at once as it can be had. */
        default void injectAll(List<Host> victims) throws StageException, InterruptedException {
            for (Host victim : victims) {
                inject(victim);
            }
        }

        void inject(Host host) throws StageException, InterruptedException;

        /** Whether it had an effect on that host, just before it is healed. */
        Effect effect(Host host) throws StageException, InterruptedException;

        /** Also of a host that was spared because another's harm failed. */
        void heal(Host host) throws StageException, InterruptedException;
    }

    /**
     * What was seen.
     *
     * @param evidence in words
     */
    record Effect(boolean bit, String evidence) {}

    void carryOut(Ground ground, Duration hold, Harm harm)
            throws StageException, InterruptedException {
        int leader = ground.leader();
        List<Host> victims = whom.among(ground.stage().hosts(), leader, ground.random());
        String detail =
                "%s (%s), %.1f s"
                        .formatted(
                                nemesis.label(), Victims.names(victims), hold.toMillis() / 1000.0);
        OpenFault fault = ground.recorder().beginFault(nemesis.kind(), detail);
        List<Effect> effects = new ArrayList<>();
        try {
            harm.injectAll(victims);
            OptionalInt other = ground.holdAndSeeLeader(hold, leader, ground.others(victims));
            if (whom.makesAnElection()) {
                effects.add(election(other));
            }
            for (Host victim : victims) {
                effects.add(harm.effect(victim));
            }
        } finally {
            try {
                healAll(victims, harm);
            } finally {
                Effect whole = together(effects);
                fault.healed(whole.bit(), whole.evidence());
            }
        }
    }

    private static Effect election(OptionalInt other) {
        return other.isPresent()
                ? new Effect(true, "node " + other.getAsInt() + " led instead")
                : new Effect(false, "no other node was seen to lead");
    }

    /** Each is tried, whatever happens to the others. */
    private static void healAll(List<Host> victims, Harm harm)
            throws StageException, InterruptedException {
        StageException failed = null;
        for (Host victim : victims) {
            try {
                harm.heal(victim);
            } catch (StageException e) {
                failed = e;
            }
        }
        if (failed != null) {
            throw failed;
        }
    }

    static Effect together(List<Effect> effects) {
        return new Effect(
                !effects.isEmpty() && effects.stream().allMatch(Effect::bit),
                String.join("; ", effects.stream().map(Effect::evidence).toList()));
    }
}
