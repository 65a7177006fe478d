package io.strongroom.raft;

import java.util.List;
import java.util.Optional;

/**
 * Who takes part in the log, and who leads. Changes are made through the leader, one at a time,
 * each as a compare-and-set on the membership that this node knows: a change that was planned on an
 * older one is refused. Thread-safe; every method but {@link #members} blocks until the change is
 * committed.
 */
public interface Membership {
    /** The members as this node knows them, ordered by node id; empty before a join. */
    List<MemberStatus> members();

    /**
     * Takes a node in without a vote; it receives the log from then on. Nothing happens when it is
     * a member with this address already.
     *
     * @throws MembershipException when this node does not lead, another change is under way, or the
     *     id belongs to a member with another address or was used before
     * @throws RaftException when no majority answers in time
     */
    void addListener(LogConfig.Peer peer) throws MembershipException, RaftException;

    /**
     * Gives a listener its vote, and in the same change takes another member out.
     *
     * @param nodeId a listener that has caught up; nothing happens when it votes already
     * @param replaced the member that leaves, empty when none does
     * @throws MembershipException as above, or when the listener is not close to the log's end, or
     *     when fewer than a majority of the voters afterwards are there
     */
    void promote(int nodeId, Optional<Integer> replaced) throws MembershipException, RaftException;

    /**
     * Takes a member out for good; its id must never be used again. Nothing happens when it is no
     * member.
     *
     * @throws MembershipException as above, or when fewer than a majority of the remaining voters
     *     are there
     */
    void remove(int nodeId) throws MembershipException, RaftException;

    /**
     * Moves leadership.
     *
     * @param to a voter that has caught up; empty to let the leader choose the one it heard last
     * @throws MembershipException when this node does not lead, or the other is no voter
     * @throws RaftException when nobody has taken over in time; this node may lead on
     */
    void transferLeadership(Optional<Integer> to) throws MembershipException, RaftException;
}
