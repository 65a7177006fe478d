package io.strongroom.chaos.suite.nemesis;

import io.strongroom.chaos.history.record.OpenFault;
import io.strongroom.chaos.suite.stage.Host;
import io.strongroom.chaos.suite.stage.StageException;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * What is done once the victims are chosen.
 *
 * @param whom it hits, in words
 * @param leader when it begins
 * @param election whether those who are left must find another leader; not looked at when another
 *     fault is active, which may be in the way of that
 */
public record Course(
        Nemesis nemesis, String whom, int leader, List<Host> victims, boolean election) {
    /** On a busy machine an election takes longer than a fault is meant to last. */
    private static final Duration ELECTED_WITHIN = Duration.ofSeconds(20);

    public void run(Ground ground, Duration hold, Strike.Harm harm)
            throws StageException, InterruptedException {
        String detail =
                "%s (%s), %.1f s".formatted(nemesis.label(), whom, hold.toMillis() / 1000.0);
        OpenFault fault = ground.recorder().beginFault(nemesis.kind(), detail);
        boolean bit = false;
        List<Strike.Effect> effects = new ArrayList<>();
        try {
            harm.injectAll(victims);
            boolean moved = leadership(ground, hold, harm, effects);
            for (Host victim : victims) {
                effects.add(harm.effect(victim));
            }
            List<Strike.Effect> own =
                    effects.subList(effects.size() - victims.size(), effects.size());
            bit = moved && Strike.hit(own, harm.hitsEach());
        } finally {
            try {
                healAll(harm);
            } finally {
                fault.healed(bit, Strike.words(effects));
            }
        }
    }

    /** Waits for so long, and for the election if there must be one. */
    private boolean leadership(
            Ground ground, Duration hold, Strike.Harm harm, List<Strike.Effect> effects)
            throws InterruptedException {
        List<Integer> asked = ground.others(harm.silences() ? victims : List.of());
        OptionalInt other = ground.holdAndSeeLeader(hold, leader, asked);
        boolean needed = election && ground.isOnlyFault();
        if (needed && other.isEmpty()) {
            other = ground.awaitLeader(ELECTED_WITHIN, leader, asked);
        }
        if (other.isPresent()) {
            effects.add(new Strike.Effect(true, "node " + other.getAsInt() + " led instead"));
        } else if (needed) {
            effects.add(new Strike.Effect(false, "no other node was seen to lead"));
        }
        return !needed || other.isPresent();
    }

    /** Each is tried, whatever happens to the others. */
    private void healAll(Strike.Harm harm) throws StageException, InterruptedException {
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
}
