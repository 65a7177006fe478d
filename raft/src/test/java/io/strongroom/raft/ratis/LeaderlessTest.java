package io.strongroom.raft.ratis;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.util.concurrent.TimeUnit;

class LeaderlessTest {
    private final Leaderless leaderless = new Leaderless();

    private boolean due(boolean none, long millis) {
        return leaderless.isDue(none, TimeUnit.MILLISECONDS.toNanos(millis));
    }

    @Test
    void isDue_withoutALeader_isSoOncePerPeriod() {
        assertFalse(due(true, 0));
        assertFalse(due(true, 2_900));
        assertTrue(due(true, 3_000));
        assertFalse(due(true, 5_900));
        assertTrue(due(true, 6_000));
    }

    @Test
    void isDue_onceALeaderWasSeen_beginsAnew() {
        assertFalse(due(true, 0));
        assertFalse(due(false, 2_900));
        assertFalse(due(true, 3_000));
        assertFalse(due(true, 5_900));
        assertTrue(due(true, 6_000));
    }

    @Test
    void isDue_withALeader_isNever() {
        assertFalse(due(false, 0));
        assertFalse(due(false, 10_000));
    }
}
