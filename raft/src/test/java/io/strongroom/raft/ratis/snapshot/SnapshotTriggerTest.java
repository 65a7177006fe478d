package io.strongroom.raft.ratis.snapshot;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strongroom.raft.ratis.snapshot.SnapshotTrigger.Limits;

import org.junit.jupiter.api.Test;

import java.time.Duration;

class SnapshotTriggerTest {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final SnapshotTrigger trigger =
            new SnapshotTrigger(
                    new Limits(1600, 160, Duration.ofSeconds(60), Duration.ofSeconds(5)), 0);

    @Test
    void due_onceBytesAreReached_isTrueOncePerPause() {
        trigger.applied(1599);
        assertFalse(trigger.due(SECOND));
        trigger.applied(1);
        assertTrue(trigger.due(SECOND));
        assertFalse(trigger.due(2 * SECOND));
        assertTrue(trigger.due(6 * SECOND), "the attempt led to nothing");
    }

    @Test
    void due_onceEntriesAreReached_isTrue() {
        for (int i = 0; i < 160; i++) {
            assertFalse(trigger.due(SECOND));
            trigger.applied(0);
        }
        assertTrue(trigger.due(SECOND));
    }

    @Test
    void due_withTimeAlone_countsOnlyWithSomeLog() {
        trigger.applied(0);
        assertFalse(trigger.due(1000 * SECOND));
        trigger.applied(100);
        assertTrue(trigger.due(1000 * SECOND));
    }

    @Test
    void due_afterAPublishedSnapshot_countsWhatCameSinceItWasBegun() {
        trigger.applied(1600);
        trigger.captured();
        trigger.applied(1000);
        trigger.published(10 * SECOND);
        assertFalse(trigger.due(20 * SECOND));
        trigger.applied(600);
        assertTrue(trigger.due(20 * SECOND));
    }
}
