package io.strongroom.raft.ratis;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

class LastingTest {
    private final Lasting lasting = new Lasting(Duration.ofSeconds(3));

    private boolean due(boolean now, long millis) {
        return lasting.isDue(now, TimeUnit.MILLISECONDS.toNanos(millis));
    }

    @Test
    void isDue_whileItLasts_isSoOncePerPeriod() {
        assertFalse(due(true, 0));
        assertFalse(due(true, 2_900));
        assertTrue(due(true, 3_000));
        assertFalse(due(true, 5_900));
        assertTrue(due(true, 6_000));
    }

    @Test
    void isDue_onceItWasOver_beginsAnew() {
        assertFalse(due(true, 0));
        assertFalse(due(false, 2_900));
        assertFalse(due(true, 3_000));
        assertFalse(due(true, 5_900));
        assertTrue(due(true, 6_000));
    }

    @Test
    void isDue_ofWhatIsNotSo_isNever() {
        assertFalse(due(false, 0));
        assertFalse(due(false, 10_000));
    }
}
