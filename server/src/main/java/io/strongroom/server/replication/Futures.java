package io.strongroom.server.replication;

import io.strongroom.raft.RaftException;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits on the log's futures, which end in time by themselves. */
final class Futures {
    private Futures() {}

    static <T> T get(CompletableFuture<T> future) throws RaftException {
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw trouble(e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    static <T> T get(CompletableFuture<T> future, Duration timeout)
            throws RaftException, TimeoutException {
        try {
            return future.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw trouble(e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /** Waits so long for the log's word, and then leaves open what became of the entry. */
    static <T> T getOrUnknown(CompletableFuture<T> future, Duration timeout) throws RaftException {
        try {
            return get(future, timeout);
        } catch (TimeoutException e) {
            throw new RaftException(RaftException.Outcome.UNKNOWN, "no answer in time", e);
        }
    }

    private static RaftException trouble(ExecutionException e) {
        return switch (e.getCause()) {
            case RaftException trouble -> trouble;
            case InvariantViolation bug -> throw bug;
            case null, default ->
                    new RaftException(RaftException.Outcome.UNKNOWN, "the log failed", e);
        };
    }

    private static RaftException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new RaftException(RaftException.Outcome.UNKNOWN, "interrupted", e);
    }
}
