package io.strongroom.raft.ratis;

import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.RaftClientRequest;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which of this node's own requests its Ratis server has begun to append. A request that failed
 * without a mark was certainly not appended; Ratis' answers alone cannot tell ("not the leader" is
 * also the answer to entries already in the log of a leader that steps down). Thread-safe.
 */
final class AppendMarks {
    private final ClientId own;
    private final Set<Long> marked = ConcurrentHashMap.newKeySet();

    AppendMarks(ClientId own) {
        this.own = own;
    }

    void mark(RaftClientRequest request) {
        if (own.equals(request.getClientId())) {
            marked.add(request.getCallId());
        }
    }

    /** Whether the call was marked; forgets it. */
    boolean take(long callId) {
        return marked.remove(callId);
    }
}
