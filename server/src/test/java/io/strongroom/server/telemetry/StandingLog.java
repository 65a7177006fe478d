package io.strongroom.server.telemetry;

import io.strongroom.raft.Applied;
import io.strongroom.raft.LogSpace;
import io.strongroom.raft.LogStatus;
import io.strongroom.raft.Membership;
import io.strongroom.raft.ReplicatedLog;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** A log that does nothing but stand as it is told. */
final class StandingLog implements ReplicatedLog {
    private LogStatus status =
            new LogStatus(LogStatus.Role.FOLLOWER, Optional.of(2), 1, 5, 5, true, 0);

    void stand(LogStatus next) {
        status = next;
    }

    @Override
    public LogStatus status() {
        return status;
    }

    @Override
    public void start() {}

    @Override
    public CompletableFuture<Applied> propose(byte[] entry) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletableFuture<Long> readBarrier() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Membership membership() {
        throw new UnsupportedOperationException();
    }

    @Override
    public LogSpace space() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void suspend() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void resume() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void onLeaderChange(Consumer<Optional<Integer>> listener) {}

    @Override
    public void close() {}
}
