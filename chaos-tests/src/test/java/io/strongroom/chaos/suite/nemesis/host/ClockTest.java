package io.strongroom.chaos.suite.nemesis.host;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

final class ClockTest {
    private static final long SECOND = 1_000_000_000L;
    private static final long NOW = 1_800_000_000L * SECOND;

    @Test
    void isSeenIn_ofAJump_holdsOnlyForItsOffset() {
        Clock.Wrong ahead = Clock.Wrong.SECONDS_AHEAD;
        assertTrue(ahead.isSeenIn(NOW, NOW + 2 * SECOND + 1, NOW + 2));
        assertFalse(ahead.isSeenIn(NOW, NOW + 1, NOW + 2));
        assertFalse(ahead.isSeenIn(NOW, NOW - 2 * SECOND, NOW + 2));
        assertFalse(ahead.isSeenIn(NOW, NOW + 3600 * SECOND, NOW + 2));
    }

    @Test
    void isSeenIn_whenTheLookTookAsLongAsTheJump_isNotKnown() {
        assertFalse(
                Clock.Wrong.SECONDS_AHEAD.isSeenIn(NOW, NOW + 2 * SECOND, NOW + 2 * SECOND + 1));
    }

    @Test
    void isSeenIn_ofADrift_holdsBeyondTheTimeOfTheLook() {
        assertTrue(Clock.Wrong.FAST.isSeenIn(NOW, NOW + 3, NOW + 2));
        assertFalse(Clock.Wrong.FAST.isSeenIn(NOW, NOW + 1, NOW + 2));
        assertTrue(Clock.Wrong.SLOW.isSeenIn(NOW, NOW - 1, NOW + 2));
        assertFalse(Clock.Wrong.SLOW.isSeenIn(NOW, NOW + 1, NOW + 2));
    }
}
