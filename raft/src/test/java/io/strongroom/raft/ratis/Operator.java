package io.strongroom.raft.ratis;

import io.strongroom.raft.Membership;
import io.strongroom.raft.MembershipException;
import io.strongroom.raft.MembershipException.Reason;
import io.strongroom.raft.RaftException;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/** Changes the membership as an operator does: asks whoever leads, again and again. */
final class Operator {
    private static final Duration PAUSE = Duration.ofMillis(50);

    private Operator() {}

    static void addListener(TestCluster cluster, int node) throws Exception {
        repeat(() -> cluster.log(cluster.leader()).membership().addListener(cluster.peer(node)));
    }

    static void promote(TestCluster cluster, int node, Optional<Integer> replaced)
            throws Exception {
        repeat(() -> cluster.log(cluster.leader()).membership().promote(node, replaced));
    }

    static void remove(TestCluster cluster, int node) throws Exception {
        repeat(() -> cluster.log(cluster.leader()).membership().remove(node));
    }

    static void transfer(TestCluster cluster, Optional<Integer> to) throws Exception {
        repeat(() -> cluster.log(cluster.leader()).membership().transferLeadership(to));
    }

    /**
     * How long the leader tried to hand over to a node that does not run. Leadership may still be
     * moving from what the test did before, which the leader refuses to mix with another transfer.
     */
    static Duration transferInVain(TestCluster cluster, int dead) throws MembershipException {
        long deadline = System.nanoTime() + TestCluster.PATIENCE.toNanos();
        while (true) {
            Membership leader = cluster.log(cluster.leader()).membership();
            long begin = System.nanoTime();
            try {
                leader.transferLeadership(Optional.of(dead));
                throw new AssertionError("a node that does not run took leadership over");
            } catch (RaftException nobodyTookOver) {
                return Duration.ofNanos(System.nanoTime() - begin);
            } catch (MembershipException moving) {
                boolean later = Set.of(Reason.BUSY, Reason.NOT_LEADER).contains(moving.reason());
                if (!later || System.nanoTime() > deadline) {
                    throw moving;
                }
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    private interface Step {
        void run() throws MembershipException, RaftException;
    }

    /** As long as the answer is that it may work later. */
    private static void repeat(Step step) throws MembershipException, RaftException {
        long deadline = System.nanoTime() + TestCluster.PATIENCE.toNanos();
        while (true) {
            try {
                step.run();
                return;
            } catch (MembershipException refused) {
                boolean later =
                        Set.of(
                                        Reason.BUSY,
                                        Reason.NOT_LEADER,
                                        Reason.NOT_CAUGHT_UP,
                                        // A member that has not answered yet, on a busy machine.
                                        Reason.QUORUM_AT_RISK)
                                .contains(refused.reason());
                if (!later || System.nanoTime() > deadline) {
                    throw refused;
                }
            } catch (RaftException unknown) {
                if (System.nanoTime() > deadline) {
                    throw unknown;
                }
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }
}
