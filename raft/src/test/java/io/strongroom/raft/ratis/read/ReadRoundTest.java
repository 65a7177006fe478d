package io.strongroom.raft.ratis.read;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

import java.util.OptionalLong;
import java.util.Set;

class ReadRoundTest {
    private static final OptionalLong NOTHING = OptionalLong.empty();

    private final ReadRound three = new ReadRound(Set.of(1, 2, 3), 0);

    private static Standing leader(int node, long term, long commitIndex) {
        return new Standing(node, term, true, commitIndex, 0);
    }

    private static Standing follower(int node, long term) {
        return new Standing(node, term, false, 99, 0);
    }

    @Test
    void add_leaderAndOneOfThree_provesTheLeadersIndex() {
        assertEquals(NOTHING, three.add(follower(2, 4)));
        assertEquals(OptionalLong.of(17), three.add(leader(1, 4, 17)));
    }

    @Test
    void add_theLeaderAlone_provesNothing() {
        assertEquals(NOTHING, three.add(leader(1, 4, 17)));
        assertEquals(NOTHING, three.add(leader(1, 4, 18)), "the same node twice");
        assertEquals(OptionalLong.of(18), three.add(follower(3, 3)), "one that lags is no threat");
    }

    @Test
    void add_majorityWithoutALeader_provesNothing() {
        assertEquals(NOTHING, three.add(follower(1, 4)));
        assertEquals(NOTHING, three.add(follower(2, 4)));
        assertEquals(NOTHING, three.add(follower(3, 4)));
    }

    @Test
    void add_leaderWhoseVoterWentOn_provesNothing() {
        assertEquals(NOTHING, three.add(leader(1, 4, 17)));
        assertEquals(NOTHING, three.add(follower(2, 5)));
        assertEquals(OptionalLong.of(20), three.add(leader(3, 5, 20)), "the newer one");
    }

    @Test
    void add_leaderOfAnotherMembership_provesNothing() {
        assertEquals(NOTHING, three.add(follower(2, 4)));
        assertEquals(NOTHING, three.add(new Standing(1, 4, true, 17, 12)));
        assertEquals(NOTHING, three.add(follower(3, 4)));
    }

    @Test
    void add_membershipInTheMiddleOfAChange_provesNothing() {
        ReadRound unsettled = new ReadRound(Set.of(1, 2, 3), -1);
        assertEquals(NOTHING, unsettled.add(follower(2, 4)));
        assertEquals(NOTHING, unsettled.add(new Standing(1, 4, true, 17, -1)));
    }

    @Test
    void add_nodeWithoutAVote_countsForNothing() {
        assertEquals(NOTHING, three.add(leader(1, 4, 17)));
        assertEquals(NOTHING, three.add(follower(4, 4)));
    }

    @Test
    void add_twoOfFive_provesNothingYet() {
        ReadRound five = new ReadRound(Set.of(1, 2, 3, 4, 5), 0);
        assertEquals(NOTHING, five.add(leader(5, 4, 17)));
        assertEquals(NOTHING, five.add(follower(1, 4)));
        assertEquals(OptionalLong.of(17), five.add(follower(2, 4)));
    }
}
