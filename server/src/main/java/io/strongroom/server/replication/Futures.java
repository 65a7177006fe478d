package io.strongroom.server.replication;

import io.strongroom.raft.RaftException;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** Waits on the log's futures, which end in time by themselves. */
final class Futures {
    private Futures() {}

    static <T> T get(CompletableFuture<T> future) throws RaftException {
        try {
            return future.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RaftException trouble) {
                throw trouble;
            }
            throw new RaftException(RaftException.Outcome.UNKNOWN, "the log failed", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RaftException(RaftException.Outcome.UNKNOWN, "interrupted", e);
        }
    }
}
