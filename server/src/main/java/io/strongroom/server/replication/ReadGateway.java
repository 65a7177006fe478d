package io.strongroom.server.replication;

import io.strongroom.raft.RaftException;
import io.strongroom.raft.ReplicatedLog;
import io.strongroom.server.http.ErrorMapper;
import io.strongroom.storage.Storage;
import io.strongroom.storage.view.StateView;

/** Where views come from. Thread-safe; blocks the calling (virtual) thread. */
public final class ReadGateway {
    private final ReplicatedLog log;
    private final Storage storage;

    public ReadGateway(ReplicatedLog log, Storage storage) {
        this.log = log;
        this.storage = storage;
    }

    /**
     * A view that contains everything acknowledged by any node before this call.
     *
     * @throws io.strongroom.server.http.ApiException 503 when no majority confirms in time: never
     *     stale data
     */
    public StateView linearizable() {
        try {
            Futures.get(log.readBarrier());
        } catch (RaftException e) {
            // A barrier changes nothing, so whatever became of it the read may be repeated.
            throw ErrorMapper.of(
                    new RaftException(RaftException.Outcome.NOT_APPENDED, "no read barrier", e));
        }
        return storage.view();
    }

    /**
     * A view of whatever this node has applied: enough to prepare a command that apply checks
     * again.
     */
    public StateView local() {
        return storage.view();
    }
}
