package io.strongroom.raft.ratis;

import org.apache.ratis.proto.RaftProtos.RaftConfigurationProto;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.server.protocol.TermIndex;
import org.jspecify.annotations.Nullable;

import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Brings changes of the voters into the order of the log. Ratis tells of a configuration on the
 * thread that applies, just before it tells that the entry is applied; but also, without the
 * latter, on a thread of the transport while a snapshot comes in, whose state has the voters
 * already. Thread-safe.
 */
final class VoterChanges {
    private final ConcurrentMap<TermIndex, SortedSet<Integer>> told = new ConcurrentHashMap<>();

    void told(long term, long index, RaftConfigurationProto configuration) {
        SortedSet<Integer> voters = new TreeSet<>();
        configuration
                .getPeersList()
                .forEach(peer -> voters.add(Peers.nodeId(RaftPeerId.valueOf(peer.getId()))));
        told.put(TermIndex.valueOf(term, index), Collections.unmodifiableSortedSet(voters));
    }

    /** The new voters if the entry that is now applied is a configuration, else null. */
    @Nullable SortedSet<Integer> applied(TermIndex at) {
        SortedSet<Integer> voters = told.remove(at);
        told.keySet().removeIf(other -> other.getIndex() < at.getIndex());
        return voters;
    }
}
