package io.strongroom.raft.ratis.membership;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.strongroom.raft.LogConfig.Peer;
import io.strongroom.raft.Member;
import io.strongroom.raft.MemberStatus;
import io.strongroom.raft.MembershipException;
import io.strongroom.raft.MembershipException.Reason;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

class ChangesTest {
    private static final long COMMIT = 1_000;

    /** Node 1 leads; the others are described. */
    private final List<MemberStatus> members = new ArrayList<>();

    private ChangesTest voter(int node, long millisSilent) {
        return with(node, true, COMMIT, millisSilent);
    }

    private ChangesTest listener(int node, long matchIndex, long millisSilent) {
        return with(node, false, matchIndex, millisSilent);
    }

    private ChangesTest with(int node, boolean voter, long matchIndex, long millisSilent) {
        members.add(
                new MemberStatus(
                        new Member(peer(node), voter),
                        OptionalLong.of(matchIndex),
                        OptionalLong.of(millisSilent)));
        return this;
    }

    private GroupView view() {
        return new GroupView(1, true, true, COMMIT, members);
    }

    private static Peer peer(int node) {
        return new Peer(node, "host" + node, 8444);
    }

    private static String words(Optional<List<Member>> next) {
        return next.map(List::toString)
                .orElse("nothing")
                .replaceAll("Member.peer=Peer.nodeId=(\\d), host=host\\d, port=8444., voter=", "$1")
                .replaceAll("true]", "v")
                .replaceAll("false]", "l");
    }

    private static void refused(Reason reason, Executable change) {
        assertEquals(reason, assertThrows(MembershipException.class, change).reason());
    }

    @Test
    void addition_ofANewId_addsAListener() throws MembershipException {
        voter(1, 0).voter(2, 100).voter(3, 9_000);
        assertEquals("[1v, 2v, 3v, 4l]", words(Changes.addition(view(), peer(4), false)));
    }

    @Test
    void addition_ofAMember_isNothingOrRefused() throws MembershipException {
        voter(1, 0).voter(2, 100);
        assertEquals("nothing", words(Changes.addition(view(), peer(2), true)));
        refused(
                Reason.ID_TAKEN,
                () -> Changes.addition(view(), new Peer(2, "elsewhere", 8444), false));
    }

    @Test
    void addition_ofAUsedIdOrAddress_isRefused() {
        voter(1, 0).voter(2, 100);
        refused(Reason.ID_TAKEN, () -> Changes.addition(view(), peer(4), true));
        refused(Reason.ID_TAKEN, () -> Changes.addition(view(), new Peer(4, "HOST2", 8444), false));
    }

    @Test
    void anyChange_elsewhereOrDuringAnother_isRefused() {
        voter(1, 0).voter(2, 100).voter(3, 100);
        GroupView follower = new GroupView(2, false, true, COMMIT, members);
        GroupView changing = new GroupView(1, true, false, COMMIT, members);
        refused(Reason.NOT_LEADER, () -> Changes.addition(follower, peer(4), false));
        refused(Reason.NOT_LEADER, () -> Changes.removal(follower, 3));
        refused(Reason.NOT_LEADER, () -> Changes.promotion(follower, 3, Optional.empty()));
        refused(Reason.BUSY, () -> Changes.addition(changing, peer(4), false));
        refused(Reason.BUSY, () -> Changes.removal(changing, 3));
    }

    @Test
    void promotion_insteadOfADeadVoter_isOneChange() throws MembershipException {
        voter(1, 0).voter(2, 100).voter(3, 60_000).listener(4, COMMIT - 100, 100);
        assertEquals("[1v, 2v, 4v]", words(Changes.promotion(view(), 4, Optional.of(3))));
        assertEquals("[1v, 2v, 3v, 4v]", words(Changes.promotion(view(), 4, Optional.empty())));
    }

    @Test
    void promotion_ofAVoter_isNothing() throws MembershipException {
        voter(1, 0).voter(2, 100).voter(4, 100);
        assertEquals("nothing", words(Changes.promotion(view(), 4, Optional.empty())));
        assertEquals("nothing", words(Changes.promotion(view(), 4, Optional.of(3))));
        assertEquals("[1v, 4v]", words(Changes.promotion(view(), 4, Optional.of(2))));
    }

    @Test
    void promotion_ofALaggingOrSilentListener_isRefused() {
        voter(1, 0).voter(2, 100).voter(3, 100).listener(4, COMMIT - 101, 100);
        listener(5, COMMIT, 2_000);
        refused(Reason.NOT_CAUGHT_UP, () -> Changes.promotion(view(), 4, Optional.empty()));
        refused(Reason.NOT_CAUGHT_UP, () -> Changes.promotion(view(), 5, Optional.empty()));
    }

    @Test
    void promotion_ofOrInsteadOfAStranger_isRefused() {
        voter(1, 0).voter(2, 100).voter(3, 100).listener(4, COMMIT, 100);
        refused(Reason.UNKNOWN_MEMBER, () -> Changes.promotion(view(), 9, Optional.empty()));
        refused(Reason.UNKNOWN_MEMBER, () -> Changes.promotion(view(), 4, Optional.of(9)));
        refused(Reason.UNKNOWN_MEMBER, () -> Changes.promotion(view(), 4, Optional.of(4)));
    }

    @Test
    void promotion_withTooFewThere_isRefused() {
        voter(1, 0).voter(2, 60_000).voter(3, 60_000).voter(5, 60_000);
        listener(4, COMMIT, 100);
        refused(Reason.QUORUM_AT_RISK, () -> Changes.promotion(view(), 4, Optional.empty()));
    }

    @Test
    void promotion_thatReplacesHalfOfTheVoters_isRefused() throws MembershipException {
        voter(1, 0).voter(2, 100).listener(4, COMMIT, 100);
        refused(Reason.QUORUM_AT_RISK, () -> Changes.promotion(view(), 4, Optional.of(2)));
        assertEquals("[1v, 2v, 4v]", words(Changes.promotion(view(), 4, Optional.empty())));
    }

    @Test
    void promotion_besideASingleVoter_isAllowed() throws MembershipException {
        voter(1, 0).listener(4, COMMIT, 100);
        assertEquals("[1v, 4v]", words(Changes.promotion(view(), 4, Optional.empty())));
    }

    @Test
    void removal_keepsAMajorityOfThoseThatStay() throws MembershipException {
        voter(1, 0).voter(2, 100).voter(3, 60_000);
        assertEquals("[1v, 2v]", words(Changes.removal(view(), 3)));
        refused(Reason.QUORUM_AT_RISK, () -> Changes.removal(view(), 2));
        assertEquals("nothing", words(Changes.removal(view(), 9)));
    }

    @Test
    void removal_amongFiveWithTwoDead_leavesThreeOfFour() throws MembershipException {
        voter(1, 0).voter(2, 100).voter(3, 100).voter(4, 60_000).voter(5, 60_000);
        assertEquals("[1v, 2v, 3v, 4v]", words(Changes.removal(view(), 5)));
        refused(Reason.QUORUM_AT_RISK, () -> Changes.removal(view(), 2));
    }

    @Test
    void removal_ofTheLastVoterOrAListener_looksAtTheVotersOnly() throws MembershipException {
        voter(1, 0).listener(2, COMMIT, 100);
        refused(Reason.QUORUM_AT_RISK, () -> Changes.removal(view(), 1));
        assertEquals("[1v]", words(Changes.removal(view(), 2)));
    }

    /** Ratis lets a new leader believe for a second or two that everyone has just answered. */
    @Test
    void removal_byALeaderThatHasNotHeardAVoter_isBusyAndThenRefused() throws MembershipException {
        voter(1, 0).voter(4, 100).with(5, true, -1, 1_000);
        refused(Reason.BUSY, () -> Changes.removal(view(), 4));
        members.removeLast();
        with(5, true, -1, 60_000);
        refused(Reason.QUORUM_AT_RISK, () -> Changes.removal(view(), 4));
        members.removeLast();
        with(5, true, 0, 100);
        assertEquals("[1v, 5v]", words(Changes.removal(view(), 4)));
    }

    @Test
    void promotion_ofAListenerThatWasNeverHeard_isRefused() {
        voter(1, 0).voter(2, 100).with(4, false, -1, 100);
        GroupView young = new GroupView(1, true, true, 5, members);
        refused(Reason.NOT_CAUGHT_UP, () -> Changes.promotion(young, 4, Optional.empty()));
    }
}
