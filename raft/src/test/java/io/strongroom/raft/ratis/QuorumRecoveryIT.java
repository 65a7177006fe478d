package io.strongroom.raft.ratis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strongroom.raft.RaftException;
import io.strongroom.raft.ratis.repair.LogLocation;
import io.strongroom.raft.ratis.repair.QuorumRecovery;
import io.strongroom.raft.ratis.repair.QuorumRecovery.Recovered;
import io.strongroom.raft.ratis.repair.RepairException;
import io.strongroom.raft.testing.RecordingStateMachine;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;

class QuorumRecoveryIT {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    @TempDir private Path dir;

    private static LogLocation location(TestCluster cluster, int node) {
        return new LogLocation(
                cluster.config(node).dataDir(), cluster.config(node).clusterId(), node);
    }

    private static Recovered recover(TestCluster cluster, int node, int stamp)
            throws RepairException, IOException {
        return QuorumRecovery.run(
                location(cluster, node),
                () -> cluster.machine(node).lastApplied().index(),
                Instant.ofEpochSecond(stamp));
    }

    @Test
    void recover_afterTwoNodesAreLost_keepsEverythingAndWritesGoOn()
            throws RaftException, IOException, RepairException {
        try (TestCluster cluster = new TestCluster(dir, TIMEOUT).startAll()) {
            List<String> entries = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                entries.add("entry " + i);
                cluster.propose(cluster.leader(), "entry " + i);
            }
            cluster.holds(entries);
            assertThrows(RepairException.class, () -> recover(cluster, 3, 0));
            cluster.stopAll();

            Recovered recovered = recover(cluster, 3, 1);

            assertEquals(2, recovered.dropped().size(), recovered::toString);
            assertTrue(Files.exists(recovered.copy().resolve("raft-meta")));
            assertTrue(
                    assertThrows(RepairException.class, () -> recover(cluster, 3, 2))
                            .toString()
                            .contains("only member"));
            cluster.start(3);
            assertEquals(3, cluster.leader());
            entries.add("after");
            cluster.propose(3, "after");
            cluster.holds(entries);
            assertEquals(new TreeSet<>(List.of(3)), cluster.machine(3).configurations().getLast());
            cluster.stop(3);
            replayed(cluster, entries);
        }
    }

    /** The log alone holds everything, so a lost state comes back from it. */
    private static void replayed(TestCluster cluster, List<String> entries) throws RaftException {
        RecordingStateMachine machine = new RecordingStateMachine();
        try (RatisLog log = new RatisLog(cluster.config(3), machine, cluster.halts()::add)) {
            log.start();
            TestCluster.eventually("the replay", () -> machine.entries().equals(entries));
        }
    }

    @Test
    void recover_withEntriesThatNoQuorumConfirmed_keepsThem()
            throws RaftException, IOException, RepairException, InterruptedException {
        // Where the machine stands still in the leader's last second, it appends nothing in it.
        boolean kept = false;
        for (int attempt = 0; !kept && attempt < 3; attempt++) {
            kept = keepsUnconfirmed(dir.resolve("attempt-" + attempt));
        }
        assertTrue(kept);
    }

    /** False when there was nothing that no quorum had confirmed. */
    private static boolean keepsUnconfirmed(Path root)
            throws RaftException, IOException, RepairException, InterruptedException {
        try (TestCluster cluster = new TestCluster(root, TIMEOUT).startAll()) {
            cluster.propose(cluster.leader(), "confirmed");
            cluster.holds(List.of("confirmed"));
            int survivor = cluster.leader();
            cluster.stop(1 + survivor % 3);
            int second = 1 + (survivor + 1) % 3;
            Thread closer = Thread.startVirtualThread(() -> cluster.log(second).close());
            // A leader hangs on for a second after its quorum is gone, and appends meanwhile.
            int proposed = 0;
            for (int after = 0; after < 20; proposed++) {
                var _ = cluster.log(survivor).propose(text("late " + proposed));
                LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
                after += closer.isAlive() ? 0 : 1;
            }
            closer.join();
            cluster.stop(second);
            cluster.stop(survivor);
            RecordingStateMachine machine = cluster.machine(survivor);
            long confirmed = machine.lastApplied().index();
            int appliedBefore = machine.entries().size();

            Recovered recovered = recover(cluster, survivor, 1);
            if (recovered.lastIndex() <= confirmed + 1) {
                return false;
            }
            cluster.start(survivor);

            TestCluster.eventually(
                    "all of its log", () -> machine.lastApplied().index() >= confirmed + 2);
            cluster.propose(survivor, "after");
            List<String> entries = machine.entries();
            assertEquals("after", entries.getLast());
            assertTrue(entries.size() > appliedBefore + 2, entries::toString);
            assertEquals(entries.size(), Set.copyOf(entries).size(), entries::toString);
            return true;
        }
    }

    private static byte[] text(String entry) {
        return entry.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void recover_fromALogTooShortOrANodeThatWasRemoved_isRefused()
            throws RaftException, IOException {
        try (TestCluster cluster = new TestCluster(dir, TIMEOUT).startAll()) {
            cluster.propose(cluster.leader(), "once");
            cluster.holds(List.of("once"));
            cluster.stopAll();
            long beyond = cluster.machine(1).lastApplied().index() + 100;
            assertThrows(
                    RepairException.class,
                    () -> QuorumRecovery.run(location(cluster, 1), () -> beyond, Instant.EPOCH));

            LogLocation removed = location(cluster, 2);
            Files.createFile(removed.dataDir().resolve(LogLocation.REMOVED));
            RepairException refused =
                    assertThrows(
                            RepairException.class,
                            () -> QuorumRecovery.run(removed, () -> -1, Instant.EPOCH));
            assertTrue(String.valueOf(refused.getMessage()).contains("was removed"));
        }
    }
}
