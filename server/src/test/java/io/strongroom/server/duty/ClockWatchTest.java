package io.strongroom.server.duty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strongroom.server.fake.MemoryNode;
import io.strongroom.server.telemetry.Health;
import io.strongroom.server.telemetry.Obstacles;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;

final class ClockWatchTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private final MemoryNode node = MemoryNode.founded();
    private final Health health = new Health(1, node.log());
    private final ClockWatch watch =
            new ClockWatch(node.clock(), node.nanos(), node.reads(), health);

    @BeforeEach
    void firstLook() {
        node.tell();
        watch.run();
    }

    @AfterEach
    void close() {
        node.close();
    }

    private boolean suspect() {
        return health.obstacles().has(Obstacles.Cause.CLOCK);
    }

    /** Both clocks go on, second by second; the cluster's time with them when told. */
    private void pass(int seconds, boolean told) {
        for (int i = 0; i < seconds; i++) {
            node.clock().advance(SECOND);
            node.nanos().advance(SECOND);
            if (told) {
                node.tell();
            }
            watch.run();
        }
    }

    @Test
    void run_clocksGoTogether_trusts() {
        pass(100, true);
        assertFalse(suspect());
        assertEquals(0, watch.offsetMillis());
    }

    @Test
    void run_wallClockJumps_suspectsForAWhile() {
        node.clock().advance(Duration.ofMillis(1_500));
        watch.run();
        assertTrue(suspect());
        assertEquals(
                "the clock has jumped by 1500 ms", health.obstacles().toLeading().orElseThrow());
        pass(29, true);
        assertTrue(suspect());
        pass(1, true);
        assertFalse(suspect());
    }

    @Test
    void run_wallClockJumpsBack_suspects() {
        node.clock().advance(Duration.ofMillis(-1_001));
        watch.run();
        assertTrue(suspect());
    }

    @Test
    void run_smallStep_isSlewing() {
        node.clock().advance(SECOND);
        watch.run();
        assertFalse(suspect());
    }

    @Test
    void run_farFromQuorumTime_suspectsAfterPatience() {
        // Quorum time stands while this node's clock goes on: it is 14 s ahead after 14 s.
        pass(14, false);
        assertFalse(suspect());
        pass(15, false);
        assertFalse(suspect());
        pass(1, false);
        assertTrue(suspect());
        assertEquals(30_000, watch.offsetMillis());
        node.tell();
        watch.run();
        assertFalse(suspect());
    }

    @Test
    void run_outOfTouch_doesNotCompareWithThePast() {
        node.log().majority(false);
        pass(100, false);
        assertFalse(suspect());
        node.log().majority(true);
        pass(15, false);
        assertFalse(suspect());
    }
}
