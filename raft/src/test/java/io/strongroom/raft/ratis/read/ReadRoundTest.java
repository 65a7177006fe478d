package io.strongroom.raft.ratis.read;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

import java.util.OptionalLong;
import java.util.Set;

class ReadRoundTest {
    private static final OptionalLong NOTHING = OptionalLong.empty();

    private final ReadRound three = new ReadRound(Set.of(1, 2, 3), 0);

    private static Standing leader(long term, long commitIndex) {
        return new Standing(term, true, commitIndex, 0);
    }

    private static Standing follower(long term) {
        return new Standing(term, false, 99, 0);
    }

    @Test
    void add_leaderAndOneOfThree_provesTheLeadersIndex() {
        assertEquals(NOTHING, three.add(2, follower(4)));
        assertEquals(OptionalLong.of(17), three.add(1, leader(4, 17)));
    }

    @Test
    void add_theLeaderAlone_provesNothing() {
        assertEquals(NOTHING, three.add(1, leader(4, 17)));
        assertEquals(NOTHING, three.add(1, leader(4, 18)), "the same node twice");
        assertEquals(OptionalLong.of(18), three.add(3, follower(3)), "one that lags is no threat");
    }

    @Test
    void add_majorityWithoutALeader_provesNothing() {
        assertEquals(NOTHING, three.add(1, follower(4)));
        assertEquals(NOTHING, three.add(2, follower(4)));
        assertEquals(NOTHING, three.add(3, follower(4)));
    }

    @Test
    void add_leaderWhoseVoterWentOn_provesNothing() {
        assertEquals(NOTHING, three.add(1, leader(4, 17)));
        assertEquals(NOTHING, three.add(2, follower(5)));
        assertEquals(OptionalLong.of(20), three.add(3, leader(5, 20)), "the newer one");
    }

    @Test
    void add_leaderOfAnotherMembership_provesNothing() {
        assertEquals(NOTHING, three.add(2, follower(4)));
        assertEquals(NOTHING, three.add(1, new Standing(4, true, 17, 12)));
        assertEquals(NOTHING, three.add(3, follower(4)));
    }

    @Test
    void add_membershipInTheMiddleOfAChange_provesNothing() {
        ReadRound unsettled = new ReadRound(Set.of(1, 2, 3), -1);
        assertEquals(NOTHING, unsettled.add(2, follower(4)));
        assertEquals(NOTHING, unsettled.add(1, new Standing(4, true, 17, -1)));
    }

    @Test
    void add_nodeWithoutAVote_countsForNothing() {
        assertEquals(NOTHING, three.add(1, leader(4, 17)));
        assertEquals(NOTHING, three.add(4, follower(4)));
    }

    @Test
    void add_twoOfFive_provesNothingYet() {
        ReadRound five = new ReadRound(Set.of(1, 2, 3, 4, 5), 0);
        assertEquals(NOTHING, five.add(5, leader(4, 17)));
        assertEquals(NOTHING, five.add(1, follower(4)));
        assertEquals(OptionalLong.of(17), five.add(2, follower(4)));
    }
}
