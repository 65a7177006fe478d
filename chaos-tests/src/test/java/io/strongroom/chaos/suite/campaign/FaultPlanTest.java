package io.strongroom.chaos.suite.campaign;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strongroom.chaos.suite.nemesis.Nemesis;

import org.junit.jupiter.api.Test;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

final class FaultPlanTest {
    private static final Map<String, List<Nemesis>> ALL = Nemeses.named(List.of("all"));

    @Test
    void next_ofTheSameSeed_isTheSame() {
        assertEquals(first(1, 100), first(1, 100));
        assertNotEquals(first(1, 100), first(2, 100));
    }

    @Test
    void next_inEachRound_hasEveryKindOnce() {
        List<FaultPlan.Part> parts = parts(first(7, 30 * ALL.size()));
        for (int round = 0; round < 15; round++) {
            Set<String> kinds = new HashSet<>();
            for (int i = 0; i < ALL.size(); i++) {
                kinds.add(parts.get(round * ALL.size() + i).nemesis().kind());
            }
            assertEquals(ALL.keySet(), kinds);
        }
    }

    @Test
    void next_ofAKind_repeatsNoWayBeforeAllHaveCome() {
        for (Map.Entry<String, List<Nemesis>> kind : ALL.entrySet()) {
            int ways = kind.getValue().size();
            List<Nemesis> came =
                    parts(first(3, ways * 2 * ALL.size())).stream()
                            .map(FaultPlan.Part::nemesis)
                            .filter(one -> one.kind().equals(kind.getKey()))
                            .toList();
            assertEquals(Set.copyOf(kind.getValue()), Set.copyOf(came.subList(0, ways)));
            assertEquals(Set.copyOf(kind.getValue()), Set.copyOf(came.subList(ways, 2 * ways)));
        }
    }

    @Test
    void next_always_leavesTimeToSeeTheEffectAndToRecover() {
        for (FaultPlan.Blow blow : first(5, 200)) {
            assertTrue(blow.rest().toMillis() >= 3_000, blow.toString());
            for (FaultPlan.Part part : blow.parts()) {
                assertTrue(part.hold().toMillis() >= 4_000, part.toString());
                assertTrue(
                        blow.lasts().compareTo(part.delay().plus(part.hold())) >= 0,
                        blow.toString());
            }
        }
    }

    @Test
    void next_inEveryOtherRound_bringsTwoTogetherThatCan() {
        List<FaultPlan.Blow> blows = first(9, 200);
        assertTrue(
                blows.subList(0, ALL.size()).stream().allMatch(blow -> blow.parts().size() == 1));
        List<FaultPlan.Blow> pairs =
                blows.stream().filter(blow -> blow.parts().size() > 1).toList();
        assertTrue(pairs.size() >= 10, blows.toString());
        for (FaultPlan.Blow blow : pairs) {
            assertEquals(2, blow.parts().size());
            FaultPlan.Part early = blow.parts().getFirst();
            FaultPlan.Part late = blow.parts().getLast();
            assertTrue(early.nemesis().goesWith(late.nemesis().kind()), blow.toString());
            assertTrue(early.delay().isZero() && !late.delay().isZero(), blow.toString());
            // There is a time at which both are active.
            assertTrue(early.hold().compareTo(late.delay()) > 0, blow.toString());
        }
    }

    @Test
    void minutes_ofAllKinds_areWhatTheLongRunsTook() {
        // Of the first long run in docs/RELIABILITY.md: 12.8 and 33 minutes.
        assertEquals(12.7, FaultPlan.minutes(ALL.keySet(), 1), 0.5);
        assertEquals(33, FaultPlan.minutes(ALL.keySet(), 3), 1);
    }

    @Test
    void minutes_ofFewKinds_dependOnWhich() {
        assertEquals(1, FaultPlan.minutes(List.of("kill", "pause"), 1));
        assertEquals(5.3, FaultPlan.minutes(List.of("restart", "upgrade"), 1), 0.1);
        assertEquals(1.8, FaultPlan.minutes(List.of("kill", "pause"), 2));
        // None that it could come together with.
        assertEquals(1.5, FaultPlan.minutes(List.of("kill"), 3));
    }

    @Test
    void named_ofWhatThereIsNot_saysWhatThereIs() {
        IllegalArgumentException refused =
                assertThrows(
                        IllegalArgumentException.class,
                        () -> Nemeses.named(List.of("kill", "earthquake")));
        String message = String.valueOf(refused.getMessage());
        assertTrue(message.contains("earthquake") && message.contains("partition"), message);
    }

    private static List<FaultPlan.Part> parts(List<FaultPlan.Blow> blows) {
        return blows.stream().flatMap(blow -> blow.parts().stream()).toList();
    }

    private static List<FaultPlan.Blow> first(long seed, int count) {
        FaultPlan plan = new FaultPlan(seed, ALL);
        return Stream.generate(plan::next).limit(count).toList();
    }
}
