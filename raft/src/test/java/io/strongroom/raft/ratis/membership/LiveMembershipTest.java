package io.strongroom.raft.ratis.membership;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.strongroom.raft.LogConfig.Peer;
import io.strongroom.raft.Member;
import io.strongroom.raft.MemberStatus;
import io.strongroom.raft.MembershipException;
import io.strongroom.raft.MembershipException.Reason;
import io.strongroom.raft.RaftException;

import org.junit.jupiter.api.Test;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

class LiveMembershipTest {
    /** Nodes 1 to 3, led by node 1; remembers what it was asked for. */
    private static final class FakeGroup implements Group {
        private final List<String> asked = new ArrayList<>();
        private Set<Integer> willing = Set.of(2, 3);
        private long diedNanos;

        @Override
        public GroupView view() {
            return new GroupView(
                    1,
                    true,
                    true,
                    50,
                    List.of(voter(1, 50, 0), voter(2, 40, 5), voter(3, 50, silence())));
        }

        /** Node 3 answers all the time, or has answered just before it died. */
        private long silence() {
            return diedNanos == 0 ? 9 : (System.nanoTime() - diedNanos) / 1_000_000;
        }

        private static MemberStatus voter(int node, long matchIndex, long millis) {
            return new MemberStatus(
                    new Member(new Peer(node, "host" + node, 1), true),
                    OptionalLong.of(matchIndex),
                    OptionalLong.of(millis));
        }

        @Override
        public boolean hasSpoken(int nodeId) {
            return nodeId == 9;
        }

        @Override
        public void change(GroupView expected, List<Member> next, Duration patience) {
            asked.add("change to " + next.size());
        }

        @Override
        public boolean handOver(int to, Duration patience) {
            asked.add("hand over to " + to);
            return willing.contains(to);
        }
    }

    private final FakeGroup group = new FakeGroup();
    private final LiveMembership membership =
            new LiveMembership(group, Duration.ofMillis(300), LiveMembershipTest::addresses);

    /** host1 and its other name lead to 10.0.0.1, and so on; what has no number leads nowhere. */
    private static Set<InetAddress> addresses(String host) {
        String number = host.replaceAll("\\D", "");
        return number.isEmpty()
                ? Set.of()
                : Set.of(InetAddress.ofLiteral("10.0.0." + Integer.parseInt(number)));
    }

    @Test
    void addListener_atAnotherNameOfAMember_isRefused() {
        MembershipException refused =
                assertThrows(
                        MembershipException.class,
                        () -> membership.addListener(new Peer(4, "host02", 1)));
        assertEquals(Reason.ID_TAKEN, refused.reason());
        assertEquals(List.of(), group.asked);
    }

    @Test
    void addListener_atANameThatLeadsNowhere_isRefused() {
        MembershipException refused =
                assertThrows(
                        MembershipException.class,
                        () -> membership.addListener(new Peer(4, "nowhere", 1)));
        assertEquals(Reason.UNKNOWN_HOST, refused.reason());
        assertEquals(List.of(), group.asked);
    }

    @Test
    void transferLeadership_toAnyone_asksTheBestInformedFirst() throws Exception {
        group.willing = Set.of(2);
        membership.transferLeadership(Optional.empty());
        assertEquals(List.of("hand over to 3", "hand over to 2"), group.asked);
    }

    @Test
    void transferLeadership_thatNobodyTakes_isReported() {
        group.willing = Set.of();
        assertThrows(RaftException.class, () -> membership.transferLeadership(Optional.empty()));
        assertThrows(RaftException.class, () -> membership.transferLeadership(Optional.of(2)));
        assertEquals(List.of("hand over to 3", "hand over to 2", "hand over to 2"), group.asked);
    }

    @Test
    void transferLeadership_toSelfOrAStranger_isNothingOrRefused() throws Exception {
        membership.transferLeadership(Optional.of(1));
        MembershipException refused =
                assertThrows(
                        MembershipException.class,
                        () -> membership.transferLeadership(Optional.of(7)));
        assertEquals(Reason.UNKNOWN_MEMBER, refused.reason());
        assertEquals(List.of(), group.asked);
    }

    @Test
    void remove_ofTheLeader_handsLeadershipOverInstead() {
        MembershipException refused =
                assertThrows(MembershipException.class, () -> membership.remove(1));
        assertEquals(Reason.NOT_LEADER, refused.reason());
        assertEquals(List.of("hand over to 3"), group.asked);
    }

    @Test
    void addListener_ofANodeThatHasSpokenBefore_isRefused() throws Exception {
        membership.addListener(new Peer(4, "host4", 1));
        MembershipException refused =
                assertThrows(
                        MembershipException.class,
                        () -> membership.addListener(new Peer(9, "host9", 1)));
        assertEquals(Reason.ID_TAKEN, refused.reason());
        assertEquals(List.of("change to 4"), group.asked);
    }

    @Test
    void remove_thatLeavesAVoterKilledJustNow_isRefused() {
        group.diedNanos = System.nanoTime();
        MembershipException refused =
                assertThrows(MembershipException.class, () -> membership.remove(2));
        assertEquals(Reason.QUORUM_AT_RISK, refused.reason());
        assertThrows(MembershipException.class, () -> membership.remove(1));
        assertEquals(List.of(), group.asked);
    }

    @Test
    void remove_ofAVoterKilledJustNow_isMade() throws Exception {
        group.diedNanos = System.nanoTime();
        membership.remove(3);
        assertEquals(List.of("change to 2"), group.asked);
    }
}
