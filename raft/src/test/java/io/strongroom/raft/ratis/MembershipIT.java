package io.strongroom.raft.ratis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strongroom.raft.LogStatus.Role;
import io.strongroom.raft.Member;
import io.strongroom.raft.MemberStatus;
import io.strongroom.raft.MembershipException;
import io.strongroom.raft.MembershipException.Reason;
import io.strongroom.raft.RaftException;
import io.strongroom.raft.RaftException.Outcome;
import io.strongroom.raft.ratis.membership.GroupView;
import io.strongroom.raft.ratis.membership.MemberHosts;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

class MembershipIT {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    /** An election takes one to two seconds; the rest is for a busy machine. */
    private static final Duration GAP_LIMIT = Duration.ofSeconds(15);

    @TempDir private Path dir;

    @BeforeAll
    static void filter() {
        RatisSerialFilter.install();
    }

    @Test
    void promote_ofANewcomerInsteadOfADeadNode_losesNothingUnderLoad() throws Exception {
        try (TestCluster cluster = new TestCluster(dir, TIMEOUT).startAll()) {
            int leader = cluster.leader();
            int dead = cluster.otherThan(leader);
            try (Writers load = new Writers(() -> cluster.log(leader))) {
                load.more(50);
                cluster.startJoining(4);
                assertEquals(Role.LISTENER, cluster.log(4).status().role());
                RaftException early =
                        assertThrows(
                                RaftException.class, () -> cluster.proposeOnce(4, "too early"));
                assertEquals(Outcome.NOT_APPENDED, early.outcome());
                assertThrows(
                        RaftException.class, () -> TestCluster.get(cluster.log(4).readBarrier()));

                Operator.addListener(cluster, 4);
                Operator.addListener(cluster, 4);
                TestCluster.eventually(
                        "the listener to know itself",
                        () -> cluster.log(4).membership().members().size() == 4);
                assertEquals(Role.LISTENER, cluster.log(4).status().role());
                cluster.stop(dead);
                load.more(50);
                Operator.promote(cluster, 4, Optional.of(dead));
                Operator.promote(cluster, 4, Optional.of(dead));
                load.more(50);

                assertTrue(members(cluster, cluster.leader()).contains(4));
                assertTrue(!members(cluster, cluster.leader()).contains(dead));
                List<String> written = load.finish();
                assertTrue(load.longest().compareTo(GAP_LIMIT) < 0, load.longest()::toString);
                cluster.propose(4, "through the newcomer");
                cluster.readBarrier(4);
                Set<String> kept = new HashSet<>(cluster.machine(4).entries());
                assertTrue(kept.containsAll(written));
                assertTrue(kept.contains("through the newcomer"));
                System.out.printf(
                        "replacing a node: %d writes, the longest took %d ms%n",
                        written.size(), load.longest().toMillis());
            }
            assertTrue(cluster.halts().isEmpty(), cluster.halts()::toString);

            // The newcomer's vote counts: with it alone beside the leader there is a majority.
            int third = 6 - leader - dead;
            cluster.stop(third);
            cluster.propose(4, "by two of three");
        }
    }

    @Test
    void remove_ofAFollowerAndThenTheLeader_haltsThemForGood() throws Exception {
        try (TestCluster cluster = new TestCluster(dir, TIMEOUT).startAll()) {
            int leader = cluster.leader();
            int gone = cluster.otherThan(leader);
            cluster.propose(leader, "before");
            MembershipException elsewhere =
                    assertThrows(
                            MembershipException.class,
                            () -> cluster.log(gone).membership().remove(gone));
            assertEquals(Reason.NOT_LEADER, elsewhere.reason());
            Operator.remove(cluster, gone);
            Operator.remove(cluster, gone);
            TestCluster.eventually("a halt", () -> !cluster.halts().isEmpty());
            assertTrue(
                    cluster.halts().element().contains("removed from the cluster"),
                    cluster.halts()::toString);
            TestCluster.eventually(
                    "the node to stop", () -> cluster.log(gone).status().role() == Role.STOPPED);
            assertThrows(RaftException.class, () -> cluster.proposeOnce(gone, "not served"));
            cluster.stop(gone);
            RaftException again = assertThrows(RaftException.class, () -> cluster.start(gone));
            assertTrue(again.toString().contains("id is spent"), again::toString);
            cluster.stop(gone);

            int old = cluster.leader();
            int last = 6 - old - gone;
            Operator.remove(cluster, old);
            assertEquals(last, cluster.leader());
            TestCluster.eventually("the old leader's halt", () -> cluster.halts().size() == 2);
            cluster.propose(last, "alone");
            MembershipException none =
                    assertThrows(
                            MembershipException.class,
                            () -> cluster.log(last).membership().remove(last));
            assertEquals(Reason.QUORUM_AT_RISK, none.reason());
            assertEquals(List.of("before", "alone"), cluster.machine(last).entries());
        }
    }

    @Test
    void remove_thatWouldLoseTheQuorum_isRefused() throws Exception {
        try (TestCluster cluster = new TestCluster(dir, TIMEOUT).startAll()) {
            int leader = cluster.leader();
            int dead = cluster.otherThan(leader);
            int other = 6 - leader - dead;
            cluster.stop(dead);
            TestCluster.eventually(
                    "the silence to be seen",
                    () -> silence(cluster, cluster.leader(), dead) > 2_000);
            quorumAtRisk(cluster, other);
            Operator.remove(cluster, dead);
            cluster.propose(other, "two of two");
            assertTrue(cluster.halts().isEmpty(), cluster.halts()::toString);
        }
    }

    @Test
    void remove_ofTheLeaderWithAnotherVoterJustDead_isRefusedAndWritesGoOn() throws Exception {
        try (TestCluster cluster = new TestCluster(dir, TIMEOUT).startAll()) {
            int old = cluster.leader();
            int dead = cluster.otherThan(old);
            int young = 6 - old - dead;
            cluster.propose(young, "before");
            cluster.stop(dead);
            // At the old leader, which has heard the dead one a moment ago.
            quorumAtRisk(cluster, old);
            // At a leader that has never heard it.
            Operator.transfer(cluster, Optional.of(young));
            quorumAtRisk(cluster, old);
            cluster.propose(cluster.leader(), "after");
            cluster.holds(List.of("before", "after"));
            assertEquals(3, members(cluster, cluster.leader()).size());
            assertTrue(cluster.halts().isEmpty(), cluster.halts()::toString);
        }
    }

    private static void quorumAtRisk(TestCluster cluster, int node) {
        TestCluster.eventually(
                "node " + node + " may not be removed",
                () -> {
                    Exception refused =
                            assertThrows(
                                    Exception.class,
                                    () -> cluster.log(cluster.leader()).membership().remove(node));
                    // All else means that the question comes too early, or in an election.
                    return refused instanceof MembershipException reasoned
                            && reasoned.reason() == Reason.QUORUM_AT_RISK;
                });
    }

    @Test
    void change_plannedOnAnOlderMembership_isRefused() throws Exception {
        try (TestCluster cluster = new TestCluster(dir, TIMEOUT).startAll()) {
            int leader = cluster.leader();
            RatisGroup group = group(cluster, leader);
            TestCluster.eventually("a settled membership", () -> group.view().settled());
            GroupView stale = group.view();
            int gone = cluster.otherThan(leader);
            Operator.remove(cluster, gone);
            List<Member> planned =
                    stale.members().stream().map(MemberStatus::member).limit(2).toList();
            TestCluster.eventually(
                    "the older plan to be refused by whoever leads",
                    () -> {
                        Exception refused =
                                assertThrows(
                                        Exception.class,
                                        () ->
                                                group(cluster, cluster.leader())
                                                        .change(
                                                                stale,
                                                                planned,
                                                                Duration.ofSeconds(5)));
                        return refused instanceof MembershipException reasoned
                                && reasoned.reason() == Reason.BUSY;
                    });
            assertEquals(2, members(cluster, cluster.leader()).size());
        }
    }

    private static RatisGroup group(TestCluster cluster, int node) {
        return new RatisGroup(
                node,
                () -> cluster.log(node).node(),
                new MemberHosts(List.of(), System::nanoTime),
                cluster.machine(node));
    }

    @Test
    void transferLeadership_amongFive_goesWhereItIsTold() throws Exception {
        try (TestCluster cluster = new TestCluster(dir, TIMEOUT, 5).startAll()) {
            for (int round = 0; round < 3; round++) {
                int from = cluster.leader();
                int to = from % 5 + 1;
                Operator.transfer(cluster, Optional.of(to));
                TestCluster.eventually(
                        "node " + to + " to lead",
                        () -> cluster.log(to).status().role() == Role.LEADER);
            }
            int from = cluster.leader();
            Operator.transfer(cluster, Optional.empty());
            TestCluster.eventually(
                    "another leader", () -> cluster.log(from).status().role() == Role.FOLLOWER);
            int dead = cluster.follower();
            cluster.stop(dead);
            Duration took = Operator.transferInVain(cluster, dead);
            for (int again = 0; took.toSeconds() >= 6 && again < 2; again++) {
                // The machine may have stood still meanwhile, but not each time.
                took = Operator.transferInVain(cluster, dead);
            }
            assertTrue(took.compareTo(Duration.ofSeconds(6)) < 0, took::toString);
            cluster.propose(cluster.leader(), "goes on");
            assertTrue(cluster.halts().isEmpty(), cluster.halts()::toString);
        }
    }

    @Test
    void suspend_ofAFollowerAndOfTheLeader_losesNothingUnderLoad() throws Exception {
        try (TestCluster cluster = new TestCluster(dir, TIMEOUT).startAll()) {
            int first = cluster.leader();
            int follower = cluster.otherThan(first);
            int writer = 6 - first - follower;
            try (Writers load = new Writers(() -> cluster.log(writer))) {
                load.more(20);
                for (int node : List.of(follower, first, follower)) {
                    RatisLog log = cluster.log(node);
                    log.suspend();
                    log.suspend();
                    assertEquals(Role.SUSPENDED, log.status().role());
                    assertTrue(log.status().running());
                    RaftException refused =
                            assertThrows(
                                    RaftException.class, () -> cluster.proposeOnce(node, "no"));
                    assertEquals(Outcome.NOT_APPENDED, refused.outcome());
                    int applied = cluster.machine(node).entries().size();
                    load.more(20);
                    assertEquals(applied, cluster.machine(node).entries().size());
                    log.resume();
                    log.resume();
                    TestCluster.get(log.readBarrier());
                    cluster.propose(node, "back " + node);
                }
                List<String> written = load.finish();
                cluster.readBarrier(first);
                assertTrue(new HashSet<>(cluster.machine(first).entries()).containsAll(written));
                assertTrue(load.longest().compareTo(GAP_LIMIT) < 0, load.longest()::toString);
                cluster.holds(cluster.machine(first).entries());
                System.out.printf(
                        "suspending: %d writes, the longest took %d ms%n",
                        written.size(), load.longest().toMillis());
            }
            assertTrue(cluster.halts().isEmpty(), cluster.halts()::toString);
        }
    }

    private static Set<Integer> members(TestCluster cluster, int at) {
        Set<Integer> ids = new HashSet<>();
        cluster.log(at).membership().members().forEach(m -> ids.add(m.member().peer().nodeId()));
        return ids;
    }

    private static long silence(TestCluster cluster, int leader, int node) {
        return cluster.log(leader).membership().members().stream()
                .filter(status -> status.member().peer().nodeId() == node)
                .mapToLong(status -> status.millisSinceHeard().orElse(0))
                .sum();
    }
}
