package io.strongroom.chaos.suite.nemesis;

import io.strongroom.chaos.suite.stage.Host;
import io.strongroom.chaos.suite.stage.StageException;

import java.time.Duration;
import java.util.List;

/**
 * The course that every fault of some hosts takes: choose, record, inject, hold, look at the
 * effect, heal.
 *
 * @param election whether those who are left must find another leader
 */
public record Strike(Nemesis nemesis, Victims whom, boolean election) {

    /** One that makes an election when it hits the leader. */
    public Strike(Nemesis nemesis, Victims whom) {
        this(nemesis, whom, whom.makesAnElection());
    }

    /** What is done to each host. */
    public interface Harm {
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

        /** Whether it must have had an effect on each host, and not on any one of them only. */
        default boolean hitsEach() {
            return true;
        }

        /** Whether its hosts do not answer while it lasts. */
        default boolean silences() {
            return true;
        }
    }

    /** How it went. */
    public enum Outcome {
        /** The fault was not there, or nothing came of it: nothing was shown by it. */
        WITHOUT_EFFECT,
        /** It was there, and the node did as it must. */
        BIT,
        /** It was there, and the node did what it must not. */
        WRONG
    }

    /**
     * What was seen.
     *
     * @param evidence in words
     */
    public record Effect(Outcome outcome, String evidence) {
        /** Of a fault that bites, or does not, whatever the node makes of it. */
        public Effect(boolean bit, String evidence) {
            this(bit ? Outcome.BIT : Outcome.WITHOUT_EFFECT, evidence);
        }

        /** Of a fault that was there: whether the node did as it must. */
        public static Effect right(boolean right, String evidence) {
            return new Effect(right ? Outcome.BIT : Outcome.WRONG, evidence);
        }

        /** Of a fault that was there, and a node that did what it must not. */
        public static Effect wrong(String evidence) {
            return new Effect(Outcome.WRONG, evidence);
        }

        /** Whether the fault was there and something came of it. */
        public boolean bit() {
            return outcome != Outcome.WITHOUT_EFFECT;
        }
    }

    public void carryOut(Ground ground, Duration hold, Harm harm)
            throws StageException, InterruptedException {
        int leader = ground.leader();
        List<Host> victims = whom.among(ground.stage().hosts(), leader, ground.random());
        new Course(nemesis, Victims.names(victims), leader, victims, election)
                .run(ground, hold, harm);
    }

    /**
     * Whether there was an effect at all.
     *
     * @param onEach of the hosts, else on one
     */
    static boolean hit(List<Effect> effects, boolean onEach) {
        return onEach
                ? !effects.isEmpty() && effects.stream().allMatch(Effect::bit)
                : effects.stream().anyMatch(Effect::bit);
    }

    /** All of them as one, which must have been there on each host. */
    public static Effect together(List<Effect> effects) {
        return wrong(effects).isEmpty()
                ? new Effect(hit(effects, true), words(effects))
                : Effect.wrong(words(effects));
    }

    /** What nodes did that they must not, in words; or empty. */
    static String wrong(List<Effect> effects) {
        return words(effects.stream().filter(one -> one.outcome() == Outcome.WRONG).toList());
    }

    static String words(List<Effect> effects) {
        return String.join("; ", effects.stream().map(Effect::evidence).toList());
    }
}
