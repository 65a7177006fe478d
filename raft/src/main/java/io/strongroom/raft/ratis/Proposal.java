package io.strongroom.raft.ratis;

import io.strongroom.raft.Applied;
import io.strongroom.raft.RaftException;
import io.strongroom.raft.RaftException.Outcome;

import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.jspecify.annotations.Nullable;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;

/**
 * One entry on its way into the log, over as many attempts as its time allows. Thread-safe. A
 * success counts from whichever attempt it comes; a failure only from the newest one.
 */
final class Proposal {
    private final ByteString entry;
    private final CompletableFuture<Applied> result = new CompletableFuture<>();
    private long attempt;
    private Optional<Integer> target = Optional.empty();
    private boolean maybeAppended;
    private @Nullable Throwable lastTrouble;
    private @Nullable Future<?> deadline;

    Proposal(ByteString entry) {
        this.entry = entry;
    }

    ByteString entry() {
        return entry;
    }

    CompletableFuture<Applied> result() {
        return result;
    }

    /** Begins an attempt and gives its number. An attempt without a target waits for a leader. */
    synchronized long begin(Optional<Integer> newTarget) {
        if (target.isPresent()) {
            // The attempt before was given up without an answer.
            maybeAppended = true;
        }
        target = newTarget;
        attempt++;
        return attempt;
    }

    synchronized boolean isNewest(long number) {
        return number == attempt && !result.isDone();
    }

    synchronized boolean isSentTo(Optional<Integer> node) {
        return target.equals(node);
    }

    /** Ends an attempt without success; false when it is not the newest any more. */
    synchronized boolean failed(long number, boolean perhapsAppended, Throwable trouble) {
        if (number != attempt) {
            return false;
        }
        target = Optional.empty();
        maybeAppended |= perhapsAppended;
        lastTrouble = trouble;
        return !result.isDone();
    }

    synchronized void deadline(Future<?> timer) {
        deadline = timer;
        if (result.isDone()) {
            timer.cancel(false);
        }
    }

    synchronized void cancelDeadline() {
        if (deadline != null) {
            deadline.cancel(false);
        }
    }

    /** What to tell the caller when no attempt may follow. */
    synchronized RaftException givenUp(String why) {
        boolean unknown = maybeAppended || target.isPresent();
        return new RaftException(
                unknown ? Outcome.UNKNOWN : Outcome.NOT_APPENDED,
                unknown
                        ? why + "; the entry may be in the log: retry under the same request id"
                        : why + "; the entry is not in the log: it can be sent again",
                lastTrouble);
    }
}
