package io.strongroom.chaos.suite.nemesis;

import io.strongroom.chaos.history.record.OpenFault;
import io.strongroom.chaos.suite.stage.Host;
import io.strongroom.chaos.suite.stage.NodeFailure;
import io.strongroom.chaos.suite.stage.StageException;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
    private static final Duration ELECTED_WITHIN = Duration.ofMinutes(1);

    public void run(Ground ground, Duration hold, Strike.Harm harm)
            throws StageException, InterruptedException {
        String detail =
                "%s (%s), %.1f s".formatted(nemesis.label(), whom, hold.toMillis() / 1000.0);
        OpenFault fault = ground.recorder().beginFault(nemesis.kind(), detail);
        boolean bit = false;
        List<Strike.Effect> effects = new ArrayList<>();
        try {
            harm.injectAll(victims);
            Optional<String> failed = leadership(ground, hold, harm, effects);
            List<Strike.Effect> own = new ArrayList<>();
            for (Host victim : victims) {
                own.add(harm.effect(victim));
            }
            effects.addAll(own);
            bit = Strike.hit(own, harm.hitsEach());
            // Without an effect on the leader there is no reason for another one.
            failed.ifPresent(words ->
                    effects.add(
                            Strike.hit(own, harm.hitsEach())
                                    ? Strike.Effect.wrong(words)
                                    : new Strike.Effect(false, words)));
        } catch (NodeFailure e) {
            effects.add(Strike.Effect.wrong(String.valueOf(e.getMessage())));
            throw e;
        } finally {
            try {
                healAll(harm);
            } finally {
                fault.healed(bit, Strike.words(effects), Strike.wrong(effects));
            }
        }
    }

    /**
     * Waits for so long, and for the election if there must be one.
     *
     * @return that it did not come, in words; else empty
     */
    private Optional<String> leadership(
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
        }
        return needed && other.isEmpty()
                ? Optional.of("no other node was seen to lead")
                : Optional.empty();
    }

    /** Each is tried, whatever happens to the others, and whatever the engine throws. */
    private void healAll(Strike.Harm harm) throws StageException, InterruptedException {
        StageException failed = null;
        for (Host victim : victims) {
            try {
                harm.heal(victim);
            } catch (StageException e) {
                failed = e;
            } catch (RuntimeException e) {
                failed = new StageException("the fault of " + victim + " is not healed: " + e, e);
            }
        }
        if (failed != null) {
            throw failed;
        }
    }
}
