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

    /**
     * What was seen.
     *
     * @param evidence in words
     */
    public record Effect(boolean bit, String evidence) {}

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
        return new Effect(hit(effects, true), words(effects));
    }

    static String words(List<Effect> effects) {
        return String.join("; ", effects.stream().map(Effect::evidence).toList());
    }
}
