package io.strongroom.chaos.suite.nemesis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
        List<FaultPlan.Blow> blows = first(7, 30 * ALL.size());
        for (int round = 0; round < 30; round++) {
            Set<String> kinds = new HashSet<>();
            for (int i = 0; i < ALL.size(); i++) {
                kinds.add(blows.get(round * ALL.size() + i).nemesis().kind());
            }
            assertEquals(ALL.keySet(), kinds);
        }
    }

    @Test
    void next_ofAKind_repeatsNoWayBeforeAllHaveCome() {
        for (Map.Entry<String, List<Nemesis>> kind : ALL.entrySet()) {
            int ways = kind.getValue().size();
            List<Nemesis> came =
                    first(3, ways * 2 * ALL.size()).stream()
                            .map(FaultPlan.Blow::nemesis)
                            .filter(one -> one.kind().equals(kind.getKey()))
                            .toList();
            assertEquals(Set.copyOf(kind.getValue()), Set.copyOf(came.subList(0, ways)));
            assertEquals(Set.copyOf(kind.getValue()), Set.copyOf(came.subList(ways, 2 * ways)));
        }
    }

    @Test
    void next_always_leavesTimeToSeeTheEffectAndToRecover() {
        for (FaultPlan.Blow blow : first(5, 200)) {
            assertTrue(blow.hold().toMillis() >= 4_000, blow.toString());
            assertTrue(blow.rest().toMillis() > 5_000, blow.toString());
        }
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

    private static List<FaultPlan.Blow> first(long seed, int count) {
        FaultPlan plan = new FaultPlan(seed, ALL);
        return Stream.generate(plan::next).limit(count).toList();
    }
}
