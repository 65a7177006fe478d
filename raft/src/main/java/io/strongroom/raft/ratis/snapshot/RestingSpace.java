package io.strongroom.raft.ratis.snapshot;

import io.strongroom.raft.LogSpace;
import io.strongroom.raft.RaftException;
import io.strongroom.raft.RaftException.Outcome;

import java.util.concurrent.CompletableFuture;

/** What a node keeps on disk while its log does not run: what was there last. Changes refused. */
public record RestingSpace(long oldestIndex, long oldestSnapshotIndex, long sizeBytes)
        implements LogSpace {
    /** Of a node that has not run yet. */
    public static final RestingSpace UNKNOWN = new RestingSpace(0, -1, 0);

    /** What is there now. */
    public static RestingSpace of(LogSpace space) {
        return new RestingSpace(
                space.oldestIndex(), space.oldestSnapshotIndex(), space.sizeBytes());
    }

    @Override
    public CompletableFuture<Long> compact() {
        return refused();
    }

    @Override
    public CompletableFuture<Long> rollSegments() {
        return refused();
    }

    private static CompletableFuture<Long> refused() {
        return CompletableFuture.failedFuture(
                new RaftException(
                        Outcome.NOT_APPENDED,
                        "this node's log does not run: try again when it does"));
    }
}
