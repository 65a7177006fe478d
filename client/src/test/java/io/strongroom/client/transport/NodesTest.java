package io.strongroom.client.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strongroom.client.api.HealthJson;
import io.strongroom.client.http.Answer;
import io.strongroom.client.http.Content;
import io.strongroom.client.http.Header;

import org.junit.jupiter.api.Test;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

class NodesTest {
    private final ManualPacer pacer = new ManualPacer();
    private final Nodes nodes =
            new Nodes(
                    List.of(
                            URI.create("https://127.0.0.1:1"),
                            URI.create("https://127.0.0.2:1"),
                            URI.create("https://127.0.0.3:1")),
                    pacer);
    private final Node first = nodes.all().get(0);
    private final Node second = nodes.all().get(1);
    private final Node third = nodes.all().get(2);

    @Test
    void pick_leaderKnownById_prefersWhoeverMayBeIt() {
        nodes.answered(first, answer("7", "9"));
        assertEquals(Optional.empty(), nodes.leader());
        for (int i = 0; i < 10; i++) {
            assertFalse(nodes.pick(Set.of(), true).filter(first::equals).isPresent());
        }
        nodes.answered(third, answer("9", "9"));
        assertEquals(Optional.of(third), nodes.pick(Set.of(), true));
    }

    @Test
    void pick_leaderExcluded_givesAnother() {
        nodes.answered(first, answer("1", "1"));
        var picked = nodes.pick(Set.of(first, second), true);
        assertEquals(Optional.of(third), picked);
        assertEquals(Optional.empty(), nodes.pick(Set.of(first, second, third), true));
    }

    @Test
    void failed_repeatedly_isLeftAloneLongerEachTimeUpToALimit() {
        var expected = List.of(250L, 500L, 1_000L, 2_000L, 4_000L, 4_000L);
        for (var millis : expected) {
            nodes.failed(first);
            assertEquals(Duration.ofMillis(millis), nodes.remaining(first));
            pacer.pause(Duration.ofMillis(millis));
            assertTrue(nodes.isAvailable(first));
        }
    }

    @Test
    void failed_forManyCallersAtOnce_countsOnce() {
        for (int i = 0; i < 100; i++) {
            nodes.failed(first);
        }
        assertEquals(Duration.ofMillis(250), nodes.remaining(first));
    }

    @Test
    void failed_theLeader_isNoLongerHeldForIt() {
        nodes.answered(first, answer("1", "1"));
        nodes.failed(first);
        assertEquals(Optional.empty(), nodes.leader());
    }

    @Test
    void answered_afterFailures_isAvailableAgain() {
        nodes.failed(first);
        nodes.answered(first, answer("1", "x"));
        assertTrue(nodes.isAvailable(first));
        assertEquals(Optional.empty(), nodes.leader(), "a header that is no number is no leader");
    }

    @Test
    void learn_twoClaimToLead_believesTheOneThatGotFurther() {
        nodes.failed(second);
        nodes.learn(Map.of(first, leading(1, 10), second, leading(2, 20)));
        assertEquals(Optional.of(second), nodes.leader());
        assertTrue(nodes.isAvailable(second));
    }

    private static HealthJson leading(int id, long applied) {
        return new HealthJson("ready", null, id, "leader", id, applied);
    }

    private static Answer answer(String node, String leader) {
        return new Answer(
                200,
                List.of(
                        new Header("X-Strongroom-Node", node),
                        new Header("X-Strongroom-Leader", leader)),
                Content.EMPTY);
    }
}
