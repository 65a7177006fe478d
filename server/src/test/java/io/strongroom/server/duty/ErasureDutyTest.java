package io.strongroom.server.duty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strongroom.server.fake.FakeStorage;
import io.strongroom.server.fake.MemoryNode;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

final class ErasureDutyTest {
    private static final Duration WITHIN = Duration.ofMinutes(9);
    private static final Duration THIRD = Duration.ofMinutes(3);
    private static final Duration SECOND = Duration.ofSeconds(1);
    private final MemoryNode node = MemoryNode.founded();
    private final FakeStorage storage = new FakeStorage(node.storage());
    private final AtomicLong purged = new AtomicLong(-1);
    private final ErasureDuty duty =
            new ErasureDuty(node.log(), storage, purged::get, WITHIN, node.nanos());

    @AfterEach
    void close() {
        node.close();
    }

    private void purge() {
        node.tell();
        purged.set(node.log().status().appliedIndex());
    }

    private void passAndRun(Duration time) {
        node.nanos().advance(time);
        duty.run();
    }

    private int rounds() {
        assertEquals(storage.compactions(), node.log().space().compactions());
        return storage.compactions();
    }

    @Test
    void run_nothingPurged_doesNothing() {
        for (int i = 0; i < 100; i++) {
            passAndRun(THIRD);
        }
        assertEquals(0, rounds());
        assertEquals(0, duty.pendingSeconds());
    }

    @Test
    void run_purge_isErasedAfterAThirdOfTheTime() {
        purge();
        duty.run();
        passAndRun(THIRD.minus(SECOND));
        assertEquals(0, rounds());
        assertEquals(179, duty.pendingSeconds());
        passAndRun(SECOND);
        assertEquals(1, rounds());
        assertEquals(1, node.log().space().rolls());
        assertTrue(node.log().space().oldestIndex() > purged.get());
        assertEquals(0, duty.pendingSeconds());
        passAndRun(WITHIN);
        assertEquals(1, rounds());
    }

    @Test
    void run_purgesInARow_shareARound() {
        duty.run();
        for (int i = 0; i < 180; i++) {
            purge();
            passAndRun(SECOND);
        }
        assertEquals(0, rounds());
        passAndRun(SECOND);
        assertEquals(1, rounds());
        assertEquals(0, duty.pendingSeconds());
    }

    @Test
    void run_purgesAllTheTime_keepTheirDistance() {
        int seconds = 3600;
        for (int i = 0; i < seconds; i++) {
            purge();
            passAndRun(SECOND);
            assertTrue(duty.pendingSeconds() <= THIRD.toSeconds() + 1);
        }
        assertTrue(
                rounds() >= seconds / 182 - 1 && rounds() <= seconds / 180, rounds() + " rounds");
    }

    @Test
    void run_follower_leavesTheRollingAndTriesAgainUntilItIsDone() {
        // A follower or candidate: whoever does not lead.
        node.log().majority(false);
        purged.set(node.log().status().appliedIndex());
        duty.run();
        passAndRun(THIRD);
        assertEquals(0, rounds());
        passAndRun(Duration.ofSeconds(5));
        assertEquals(1, rounds());
        assertEquals(0, node.log().space().rolls());
        assertEquals(185, duty.pendingSeconds());
        // The leader's round closes the segment.
        node.log().space().rollSegments().join();
        passAndRun(THIRD.minus(SECOND));
        assertEquals(1, rounds());
        passAndRun(SECOND);
        assertEquals(2, rounds());
        assertEquals(0, duty.pendingSeconds());
        assertTrue(duty.pendingSeconds() < WITHIN.toSeconds());
    }

    @Test
    void run_followerWhoseSegmentNobodyClosed_closesItWithTheSecondRound() {
        purge();
        duty.run();
        node.log().majority(false);
        passAndRun(THIRD.plusSeconds(5));
        assertEquals(0, node.log().space().rolls());
        passAndRun(THIRD);
        assertEquals(1, node.log().space().rolls());
        assertEquals(2, storage.compactions());
        assertEquals(0, duty.pendingSeconds());
    }

    @Test
    void run_suspended_waitsUntilItIsBack() {
        purge();
        duty.run();
        node.log().suspend();
        passAndRun(WITHIN);
        assertEquals(0, rounds());
        assertEquals(WITHIN.toSeconds(), duty.pendingSeconds());
        node.log().resume();
        duty.run();
        assertEquals(1, rounds());
    }

    @Test
    void run_afterARestart_doesItOnceMore() {
        purge();
        duty.run();
        passAndRun(THIRD);
        assertEquals(1, rounds());
        ErasureDuty restarted =
                new ErasureDuty(node.log(), storage, purged::get, WITHIN, node.nanos());
        restarted.run();
        node.nanos().advance(THIRD);
        restarted.run();
        restarted.run();
        assertEquals(2, rounds());
        assertEquals(1, node.log().space().rolls());
    }
}
