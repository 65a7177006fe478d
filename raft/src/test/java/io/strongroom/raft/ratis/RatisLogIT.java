package io.strongroom.raft.ratis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strongroom.raft.Applied;
import io.strongroom.raft.LogStatus;
import io.strongroom.raft.LogStatus.Role;
import io.strongroom.raft.RaftException;
import io.strongroom.raft.RaftException.Outcome;
import io.strongroom.raft.ReplicatedLog;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;

class RatisLogIT {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    @BeforeAll
    static void filter() {
        // As in production, so that what failover needs is seen to pass.
        RatisSerialFilter.install();
    }

    @Test
    void propose_fromLeaderAndFollower_appliesInOneOrderEverywhere(@TempDir Path dir)
            throws RaftException {
        try (TestCluster cluster = new TestCluster(dir, TIMEOUT).startAll()) {
            int leader = cluster.leader();
            int follower = cluster.otherThan(leader);
            cluster.propose(leader, "from the leader");
            Applied second = cluster.propose(follower, "from a follower");
            assertEquals(
                    "from a follower@" + second.index(),
                    new String(second.reply(), StandardCharsets.UTF_8));
            cluster.holds(List.of("from the leader", "from a follower"));

            // A read on a follower sees what was acknowledged by the leader just before.
            for (int i = 0; i < 20; i++) {
                Applied write = cluster.propose(leader, "write " + i);
                long read = cluster.readBarrier(follower);
                assertTrue(read >= write.index());
                assertTrue(cluster.machine(follower).entries().contains("write " + i));
            }

            byte[] largest = new byte[ReplicatedLog.MAX_ENTRY_BYTES];
            assertThrows(
                    IllegalArgumentException.class,
                    () -> cluster.log(leader).propose(largest),
                    "zero first is the log's own");
            largest[0] = 'x';
            // A pause of the machine may depose a leader as well, but not each time.
            boolean steady = false;
            for (int attempt = 0; !steady && attempt < 3; attempt++) {
                int led = cluster.leader();
                long term = cluster.log(led).status().term();
                TestCluster.get(cluster.log(leader).propose(largest));
                TestCluster.get(cluster.log(follower).propose(largest));
                LogStatus status = cluster.log(led).status();
                steady =
                        status.role() == Role.LEADER
                                && status.leader().equals(Optional.of(led))
                                && status.term() == term;
            }
            assertTrue(steady, "the largest entries depose the leader");
            assertThrows(
                    IllegalArgumentException.class,
                    () -> cluster.log(leader).propose(new byte[largest.length + 1]));
            assertTrue(cluster.halts().isEmpty());
        }
    }

    @Test
    void propose_whenTheLeaderIsClosed_goesOnWithTheNext(@TempDir Path dir) throws RaftException {
        try (TestCluster cluster = new TestCluster(dir, TIMEOUT).startAll()) {
            int old = cluster.leader();
            int survivor = cluster.otherThan(old);
            cluster.propose(survivor, "before");
            cluster.stop(old);
            // At the first attempt: the log itself waits out the election.
            cluster.proposeOnce(survivor, "after");
            cluster.readBarrier(survivor);
            cluster.holds(List.of("before", "after"));

            cluster.start(old);
            cluster.proposeOnce(old, "back");
            cluster.holds(List.of("before", "after", "back"));
            assertTrue(cluster.halts().isEmpty());
        }
    }

    @Test
    void start_afterAllWereStopped_losesNothingAndAppliesNothingTwice(@TempDir Path dir)
            throws RaftException {
        try (TestCluster cluster = new TestCluster(dir, TIMEOUT).startAll()) {
            for (int i = 0; i < 10; i++) {
                cluster.propose(1 + i % 3, "entry " + i);
            }
            List<String> all = cluster.entries(cluster.leader());
            assertEquals(10, all.size());
            cluster.holds(all);
            cluster.stopAll();
            int applied = cluster.machine(2).applied();

            cluster.startAll();
            cluster.readBarrier(2);
            cluster.holds(all);
            assertEquals(applied, cluster.machine(2).replays());
        }
    }

    @Test
    void propose_withoutAMajority_isRefusedInTime(@TempDir Path dir) throws RaftException {
        Duration timeout = Duration.ofSeconds(2);
        try (TestCluster cluster = new TestCluster(dir, timeout)) {
            cluster.start(1);
            long begin = System.nanoTime();
            RaftException write =
                    assertThrows(RaftException.class, () -> cluster.proposeOnce(1, "alone"));
            RaftException read =
                    assertThrows(
                            RaftException.class,
                            () -> TestCluster.get(cluster.log(1).readBarrier()));
            Duration took = Duration.ofNanos(System.nanoTime() - begin);
            assertEquals(Outcome.NOT_APPENDED, write.outcome());
            assertEquals(Outcome.NOT_APPENDED, read.outcome());
            // The rest is for a machine that stands still now and then.
            assertTrue(took.compareTo(timeout.multipliedBy(2).plusSeconds(10)) < 0, took::toString);
        }
    }

    @Test
    void apply_whenTheStateMachineThrows_haltsOnce(@TempDir Path dir) throws RaftException {
        try (TestCluster cluster = new TestCluster(dir, TIMEOUT).startAll()) {
            int leader = cluster.leader();
            int broken = cluster.otherThan(leader);
            cluster.machine(broken).failAt("poison");
            cluster.propose(leader, "poison");
            TestCluster.eventually("a halt", () -> !cluster.halts().isEmpty());
            cluster.propose(leader, "next");
            TestCluster.eventually(
                    "the broken node to stop", () -> !cluster.log(broken).status().running());
            assertFalse(cluster.machine(broken).entries().contains("next"));
            assertEquals(1, cluster.halts().size());
            assertTrue(cluster.halts().element().contains("state machine failed"));
        }
    }

    @Test
    void onLeaderChange_whenALeaderComesAndTheMajorityGoes_tellsOfBoth(@TempDir Path dir)
            throws RaftException {
        try (TestCluster cluster = new TestCluster(dir, TIMEOUT)) {
            Queue<Optional<Integer>> seen = new ConcurrentLinkedQueue<>();
            cluster.start(1);
            cluster.start(2);
            RatisLog observer = cluster.prepare(3);
            observer.onLeaderChange(seen::add);
            observer.start();
            TestCluster.eventually("a leader", () -> !seen.isEmpty());
            assertTrue(seen.element().isPresent());
            cluster.stop(1);
            cluster.stop(2);
            TestCluster.eventually(
                    "the loss to be told", () -> seen.contains(Optional.<Integer>empty()));
        }
    }

    @Test
    void close_withProposalsUnderWay_completesThem(@TempDir Path dir) throws RaftException {
        try (TestCluster cluster = new TestCluster(dir, TIMEOUT)) {
            RatisLog log = cluster.start(1);
            CompletableFuture<Applied> proposal = log.propose(new byte[] {1});
            CompletableFuture<Long> read = log.readBarrier();
            cluster.stop(1);
            assertThrows(RaftException.class, () -> TestCluster.get(proposal));
            assertThrows(RaftException.class, () -> TestCluster.get(read));
            assertEquals(Role.STOPPED, log.status().role());
            assertTrue(cluster.halts().isEmpty());
        }
    }
}
