package io.strongroom.server.duty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strongroom.raft.LogStatus.Role;
import io.strongroom.server.config.DiskSettings;
import io.strongroom.server.fake.MemoryNode;
import io.strongroom.server.telemetry.Obstacles;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.Optional;
import java.util.OptionalInt;

final class DiskWatchTest {
    private static final long MIB = 1024 * 1024;
    private final MemoryNode node = MemoryNode.founded();
    private final Obstacles obstacles = new Obstacles();
    private final Disk disk = new Disk();
    private final DiskWatch watch =
            new DiskWatch(disk, new DiskSettings(OptionalInt.of(100)), node.log(), obstacles);

    private static final class Disk implements DiskWatch.Volume {
        private long freeMib;
        private boolean broken;

        @Override
        public long usableBytes() throws IOException {
            if (broken) {
                throw new IOException("stale file handle");
            }
            return freeMib * MIB;
        }

        @Override
        public long totalBytes() {
            return 1000 * MIB;
        }
    }

    @AfterEach
    void close() {
        node.close();
    }

    private void look(long freeMib) {
        disk.freeMib = freeMib;
        watch.run();
    }

    private void assertState(boolean changes, boolean requests) {
        assertEquals(changes, obstacles.toChanges().isEmpty());
        assertEquals(changes, obstacles.toLeading().isEmpty());
        assertEquals(changes, obstacles.any().isEmpty());
        assertEquals(requests, obstacles.toRequests().isEmpty());
        assertEquals(requests ? Role.LEADER : Role.SUSPENDED, node.log().status().role());
    }

    @Test
    void run_enoughRoom_isQuiet() {
        look(100);
        assertState(true, true);
        assertEquals(100 * MIB, watch.usableBytes());
    }

    @Test
    void run_low_refusesChangesUntilThereIsClearlyRoom() {
        look(99);
        assertState(false, true);
        look(50);
        assertState(false, true);
        look(125);
        assertState(false, true);
        look(126);
        assertState(true, true);
        look(101);
        assertState(true, true);
    }

    @Test
    void run_critical_leavesTheLogAndComesBackByItself() {
        look(49);
        assertState(false, false);
        look(60);
        assertState(false, false);
        look(125);
        assertState(false, false);
        look(126);
        assertState(true, true);
    }

    @Test
    void run_unreadable_takesNoChanges() {
        look(500);
        disk.broken = true;
        watch.run();
        assertTrue(obstacles.toChanges().isPresent());
        disk.broken = false;
        watch.run();
        assertEquals(Optional.empty(), obstacles.any());
    }

    @Test
    void lowBytes_byDefault_isAShareWithinBounds() {
        DiskSettings byDefault = new DiskSettings(OptionalInt.empty());
        assertEquals(64 * MIB, byDefault.lowBytes(300 * MIB));
        assertEquals(500 * MIB, byDefault.lowBytes(10_000 * MIB));
        assertEquals(2048 * MIB, byDefault.lowBytes(1_000_000 * MIB));
    }
}
