package io.strongroom.chaos.suite.nemesis.host;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strongroom.chaos.suite.nemesis.Nemesis;
import io.strongroom.chaos.suite.nemesis.Victims;

import org.junit.jupiter.api.Test;

import java.util.List;

class ClockTest {
    private static final long SECOND = 1_000;
    private static final long NOW = 1_800_000_000L * SECOND + 500;

    /** The whole second before. */
    private static final long TOLD = NOW - 500;

    @Test
    void isSeenIn_ofAJump_holdsOnlyForItsOffset() {
        Clock.Wrong ahead = Clock.Wrong.SECONDS_AHEAD;
        assertTrue(ahead.isSeenIn(NOW, TOLD + 2 * SECOND, NOW + 2));
        assertFalse(ahead.isSeenIn(NOW, TOLD, NOW + 2));
        assertFalse(ahead.isSeenIn(NOW, TOLD - 2 * SECOND, NOW + 2));
        assertFalse(ahead.isSeenIn(NOW, TOLD + 3600 * SECOND, NOW + 2));
        Clock.Wrong behind = Clock.Wrong.SECONDS_BEHIND;
        assertTrue(behind.isSeenIn(NOW, TOLD - 10 * SECOND, NOW + 2));
        assertFalse(behind.isSeenIn(NOW, TOLD - SECOND, NOW + 2));
        assertFalse(behind.isSeenIn(NOW, TOLD - 3600 * SECOND, NOW + 2));
    }

    @Test
    void isSeenIn_whenTheLookTookAsLongAsTheJump_isNotKnown() {
        assertFalse(Clock.Wrong.SECONDS_AHEAD.isSeenIn(NOW, TOLD + 2 * SECOND, NOW + 2 * SECOND));
    }

    @Test
    void isSeenIn_ofADrift_holdsOnlyBeyondWhatIsNotTold() {
        assertTrue(Clock.Wrong.FAST.isSeenIn(NOW, TOLD + SECOND, NOW + 2));
        assertFalse(Clock.Wrong.FAST.isSeenIn(NOW, TOLD, NOW + 2));
        assertTrue(Clock.Wrong.SLOW.isSeenIn(NOW, TOLD - 2 * SECOND, NOW + 2));
        assertFalse(Clock.Wrong.SLOW.isSeenIn(NOW, TOLD - SECOND, NOW + 2));
    }

    @Test
    void ways_goBothWaysForAsLongAsYears() {
        List<String> labels = Clock.ways().stream().map(Nemesis::label).toList();
        for (String one : List.of("3 years ahead", "1 year behind", "10 days behind")) {
            assertTrue(labels.stream().anyMatch(label -> label.endsWith(one)), one);
        }
    }

    /** Checks of times excuse nothing beside them. */
    @Test
    void ways_areOfAMinority() {
        for (Nemesis way : Clock.ways()) {
            Victims whom = ((Clock) way).whom();
            assertTrue(
                    List.of(Victims.LEADER, Victims.FOLLOWER, Victims.MINORITY).contains(whom),
                    way.label());
        }
    }
}
