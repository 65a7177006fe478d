package io.strongroom.raft;

import java.util.OptionalLong;

/**
 * A member as the leader sees it. On other nodes only the member itself is known.
 *
 * @param matchIndex the newest entry that the leader knows to be in the member's log; empty where
 *     this node does not lead
 * @param millisSinceHeard since the member last answered the leader, 0 for the leader itself; empty
 *     where this node does not lead
 */
public record MemberStatus(Member member, OptionalLong matchIndex, OptionalLong millisSinceHeard) {}
