package io.strongroom.server.replication;

import io.strongroom.raft.RaftException;
import io.strongroom.raft.ReplicatedLog;
import io.strongroom.server.http.ErrorMapper;
import io.strongroom.storage.Storage;
import io.strongroom.storage.view.StateView;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/** Where views come from. Thread-safe; blocks the calling (virtual) thread. */
public final class ReadGateway {
    private final ReplicatedLog log;
    private final Storage storage;
    private final Freshness freshness;

    public ReadGateway(ReplicatedLog log, Storage storage, Freshness freshness) {
        this.log = log;
        this.storage = storage;
        this.freshness = freshness;
    }

    /**
     * A view, and the most that it can miss.
     *
     * @param ageMillis everything acknowledged longer ago than this, when the view was taken, is in
     *     it; 0 behind a barrier
     */
    public record Aged(StateView view, long ageMillis) {}

    /**
     * A view that contains everything acknowledged by any node before this call.
     *
     * @throws io.strongroom.server.http.ApiException 503 when no majority confirms in time: never
     *     stale data
     */
    public StateView linearizable() {
        long start = freshness.now();
        long index;
        try {
            index = Futures.get(log.readBarrier());
        } catch (RaftException e) {
            // A barrier changes nothing, so whatever became of it the read may be repeated.
            throw ErrorMapper.of(
                    new RaftException(RaftException.Outcome.NOT_APPENDED, "no read barrier", e));
        }
        freshness.behindBarrier(start, index);
        return storage.view();
    }

    /**
     * A view that contains everything acknowledged by any node up to {@code staleness} before this
     * call: this node's own state when it is proven to be that new, otherwise one behind a barrier.
     *
     * @throws io.strongroom.server.http.ApiException 503 as {@link #linearizable}
     */
    public Aged atMost(Duration staleness) {
        StateView local = storage.view();
        try {
            OptionalLong age = freshness.ageNanos(local.appliedIndex());
            if (age.isPresent() && age.getAsLong() <= staleness.toNanos()) {
                StateView kept = local;
                local = null;
                // Rounded up: a promise.
                return new Aged(kept, TimeUnit.NANOSECONDS.toMillis(age.getAsLong()) + 1);
            }
        } finally {
            if (local != null) {
                local.close();
            }
        }
        return new Aged(linearizable(), 0);
    }

    /**
     * A view of whatever this node has applied: enough to prepare a command that apply checks
     * again.
     */
    public StateView local() {
        return storage.view();
    }
}
