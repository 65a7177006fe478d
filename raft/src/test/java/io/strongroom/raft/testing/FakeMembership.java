package io.strongroom.raft.testing;

import io.strongroom.raft.LogConfig;
import io.strongroom.raft.Member;
import io.strongroom.raft.MemberStatus;
import io.strongroom.raft.Membership;
import io.strongroom.raft.MembershipException;
import io.strongroom.raft.MembershipException.Reason;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/** Members in memory, every one of them there and caught up, seen by the leader. Thread-safe. */
public final class FakeMembership implements Membership {
    private final TreeMap<Integer, Member> members = new TreeMap<>();
    private final List<String> changes = new ArrayList<>();
    private Optional<MembershipException> refusal = Optional.empty();

    public FakeMembership(List<LogConfig.Peer> voters) {
        voters.forEach(peer -> members.put(peer.nodeId(), new Member(peer, true)));
    }

    /** Every change from now on is refused so. */
    public synchronized void refuse(MembershipException with) {
        refusal = Optional.of(with);
    }

    /** What was changed, in order, in words such as {@code promote 4 replacing 2}. */
    public synchronized List<String> changes() {
        return List.copyOf(changes);
    }

    @Override
    public synchronized List<MemberStatus> members() {
        return members.values().stream()
                .map(member -> new MemberStatus(member, OptionalLong.of(0), OptionalLong.of(0)))
                .toList();
    }

    @Override
    public synchronized void addListener(LogConfig.Peer peer) throws MembershipException {
        change("add " + peer.nodeId());
        members.put(peer.nodeId(), new Member(peer, false));
    }

    @Override
    public synchronized void promote(int nodeId, Optional<Integer> replaced)
            throws MembershipException {
        Member listener = members.get(nodeId);
        if (listener == null) {
            throw new MembershipException(Reason.UNKNOWN_MEMBER, "no member " + nodeId);
        }
        change("promote " + nodeId + replaced.map(old -> " replacing " + old).orElse(""));
        members.put(nodeId, new Member(listener.peer(), true));
        replaced.ifPresent(members::remove);
    }

    @Override
    public synchronized void remove(int nodeId) throws MembershipException {
        change("remove " + nodeId);
        members.remove(nodeId);
    }

    @Override
    public synchronized void transferLeadership(Optional<Integer> to) throws MembershipException {
        change("transfer" + to.map(node -> " to " + node).orElse(""));
    }

    private void change(String what) throws MembershipException {
        if (refusal.isPresent()) {
            throw refusal.get();
        }
        changes.add(what);
    }
}
