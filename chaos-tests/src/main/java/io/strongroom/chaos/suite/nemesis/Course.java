package io.strongroom.chaos.suite.nemesis;

import io.strongroom.chaos.suite.stage.Host;
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
        List<Episode.Healing> healing =
                victims.stream().map(victim -> (Episode.Healing) () -> harm.heal(victim)).toList();
        new Episode(ground.recorder().beginFault(nemesis.kind(), detail))
                .run(seen -> hit(ground, hold, harm, seen), healing);
    }

    private boolean hit(Ground ground, Duration hold, Strike.Harm harm, List<Strike.Effect> effects)
            throws StageException, InterruptedException {
        harm.injectAll(victims);
        Optional<String> failed = leadership(ground, hold, harm, effects);
        List<Strike.Effect> own = new ArrayList<>();
        for (Host victim : victims) {
            own.add(harm.effect(victim));
        }
        effects.addAll(own);
        boolean bit = Strike.hit(own, harm.hitsEach());
        // Without an effect on the leader there is no reason for another one.
        failed.ifPresent(words ->
                effects.add(bit ? Strike.Effect.wrong(words) : new Strike.Effect(false, words)));
        return bit;
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
}
