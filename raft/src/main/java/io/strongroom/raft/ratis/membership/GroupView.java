package io.strongroom.raft.ratis.membership;

import io.strongroom.raft.LogConfig.Peer;
import io.strongroom.raft.Member;
import io.strongroom.raft.MemberStatus;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The membership at one moment, as one node knows it.
 *
 * @param self this node's id
 * @param leading whether this node leads
 * @param settled false while a change of the membership is under way
 * @param commitIndex highest index that this node knows to be committed
 * @param members ordered by node id
 */
public record GroupView(
        int self, boolean leading, boolean settled, long commitIndex, List<MemberStatus> members) {
    /** A member silent for longer counts as not there. Heartbeats come every 250 ms. */
    public static final long SILENT_MILLIS = 2_000;

    /** After this long a voter that never answered this leader counts as dead, not as unknown. */
    static final long UNKNOWN_MILLIS = 10_000;

    public GroupView {
        members = List.copyOf(members);
    }

    Optional<MemberStatus> find(int nodeId) {
        return members.stream().filter(status -> id(status) == nodeId).findFirst();
    }

    Optional<Peer> at(String host, int port) {
        return members.stream()
                .map(status -> status.member().peer())
                .filter(peer -> peer.host().equalsIgnoreCase(host) && peer.port() == port)
                .findFirst();
    }

    List<Member> list() {
        return members.stream().map(MemberStatus::member).toList();
    }

    Set<Integer> voters() {
        return members.stream()
                .filter(status -> status.member().voter())
                .map(GroupView::id)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Whether the leader has heard it lately, as a leader in its present term. */
    boolean isThere(int nodeId) {
        return hasAnswered(nodeId, SILENT_MILLIS);
    }

    /**
     * Whether it has answered this leader within so many milliseconds. Ratis counts a follower as
     * heard when a term begins; only an entry that is known to match proves an answer.
     */
    boolean hasAnswered(int nodeId, long millis) {
        return nodeId == self
                || find(nodeId)
                        .map(status ->
                                status.matchIndex().orElse(-1) >= 0
                                        && status.millisSinceHeard().orElse(Long.MAX_VALUE)
                                                < millis)
                        .orElse(false);
    }

    /** Whether the leader is too young to know: it may be there. */
    boolean isUnknown(int nodeId) {
        return nodeId != self
                && find(nodeId)
                        .map(status ->
                                status.matchIndex().orElse(-1) < 0
                                        && status.millisSinceHeard().orElse(Long.MAX_VALUE)
                                                < UNKNOWN_MILLIS)
                        .orElse(false);
    }

    private static int id(MemberStatus status) {
        return status.member().peer().nodeId();
    }
}
