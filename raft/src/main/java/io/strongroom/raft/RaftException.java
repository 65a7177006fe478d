package io.strongroom.raft;

import org.jspecify.annotations.Nullable;

/** Trouble between this node and the log. Says whether the entry may have been committed. */
public final class RaftException extends Exception {
    private static final long serialVersionUID = 1L;

    /** What is known about the entry. */
    public enum Outcome {
        /** The entry was certainly not appended; trying again is safe. */
        NOT_APPENDED,
        /** The entry may be committed now or later; retry only under the same request id. */
        UNKNOWN
    }

    private final Outcome outcome;

    public RaftException(Outcome outcome, String message) {
        super(message);
        this.outcome = outcome;
    }

    public RaftException(Outcome outcome, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.outcome = outcome;
    }

    public Outcome outcome() {
        return outcome;
    }
}
