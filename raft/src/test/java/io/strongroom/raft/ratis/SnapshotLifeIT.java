package io.strongroom.raft.ratis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strongroom.raft.LogSpace;
import io.strongroom.raft.LogStatus.Role;
import io.strongroom.raft.RaftException;
import io.strongroom.raft.RaftException.Outcome;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** Snapshots beside what else happens in a node's life: a join, a suspension, a local fault. */
class SnapshotLifeIT {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final long LOG_BYTES = 1 << 20;

    @TempDir private Path dir;

    @BeforeAll
    static void filter() {
        RatisSerialFilter.install();
    }

    private TestCluster start() throws RaftException {
        return new TestCluster(dir, TIMEOUT, SnapshotIT.OFTEN, LOG_BYTES).startAll();
    }

    @Test
    void addListener_behindALogThatWasPurged_bringsTheNewcomerUpBySnapshot() throws Exception {
        try (TestCluster cluster = start()) {
            SnapshotIT.fillUntilPurged(cluster, cluster.leader());
            cluster.startJoining(4);
            Operator.addListener(cluster, 4);
            Operator.promote(cluster, 4, Optional.empty());
            cluster.propose(4, "through the newcomer");
            cluster.agreeOn("through the newcomer");
            assertTrue(cluster.machine(4).installs() > 0);
            assertEquals(
                    new TreeSet<>(List.of(1, 2, 3, 4)),
                    cluster.machine(4).configurations().getLast());
            // It can come back from what it has on its own disk.
            cluster.stop(4);
            cluster.start(4);
            cluster.propose(4, "again");
            cluster.agreeOn("again");
            assertTrue(cluster.halts().isEmpty(), cluster.halts()::toString);
        }
    }

    @Test
    void resume_behindALogThatWasPurged_catchesUpBySnapshot() throws Exception {
        try (TestCluster cluster = start()) {
            int leader = cluster.leader();
            int away = cluster.otherThan(leader);
            RatisLog log = cluster.log(away);
            cluster.propose(away, "before");
            log.suspend();
            LogSpace space = log.space();
            assertTrue(space.sizeBytes() > 0);
            RaftException refused =
                    assertThrows(RaftException.class, () -> TestCluster.get(space.compact()));
            assertEquals(Outcome.NOT_APPENDED, refused.outcome());
            SnapshotIT.fillUntilPurged(cluster, leader);
            log.resume();
            cluster.propose(away, "after");
            cluster.agreeOn("after");
            assertTrue(cluster.machine(away).installs() > 0);

            // The same with the leader, whose own snapshots are there.
            int old = cluster.leader();
            long term = cluster.log(old).status().term();
            cluster.log(old).suspend();
            assertEquals(Role.SUSPENDED, cluster.log(old).status().role());
            assertEquals(term, cluster.log(old).status().term(), "no vote was asked for meanwhile");
            assertTrue(cluster.log(old).space().oldestSnapshotIndex() > 0);
            cluster.propose(old % 3 + 1, "without it");
            cluster.log(old).resume();
            cluster.propose(old, "with it");
            cluster.agreeOn("with it");
            assertTrue(cluster.halts().isEmpty(), cluster.halts()::toString);
        }
    }

    @Test
    void compact_whenTheStateMachineFails_halts() throws Exception {
        try (TestCluster cluster = start()) {
            int node = cluster.follower();
            cluster.propose(node, "before");
            // A node that has applied nothing has nothing to write.
            cluster.holds(List.of("before"));
            cluster.machine(node).failAtSnapshots();
            var _ = cluster.log(node).space().compact();
            TestCluster.eventually("a halt", () -> !cluster.halts().isEmpty());
            assertTrue(
                    cluster.halts().element().contains("failed to write a snapshot"),
                    cluster.halts()::toString);
        }
    }
}
