package io.strongroom.raft;

import java.util.Optional;

/**
 * What one node believes about the log.
 *
 * @param role this node's part
 * @param leader the node id of the leader it follows or is
 * @param term its current term
 * @param commitIndex highest index known to be committed, -1 when none
 * @param appliedIndex highest index applied by this node's state machine, -1 when none
 * @param running false once this node's part of the group has closed, whatever the process says
 *     (F4)
 * @param millisSinceLeader time since the leader was last heard; 0 on the leader itself
 */
public record LogStatus(
        Role role,
        Optional<Integer> leader,
        long term,
        long commitIndex,
        long appliedIndex,
        boolean running,
        long millisSinceLeader) {

    /** A node's part in the group. */
    public enum Role {
        LEADER,
        FOLLOWER,
        CANDIDATE,
        LISTENER,
        /** Taken out of the traffic for a while, see {@link ReplicatedLog#suspend}. */
        SUSPENDED,
        STOPPED
    }
}
