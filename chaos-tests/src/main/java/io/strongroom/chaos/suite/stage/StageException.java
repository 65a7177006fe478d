package io.strongroom.chaos.suite.stage;

/** The stage itself did not do what it was told: says nothing of the cluster on it. */
public sealed class StageException extends Exception permits NodeFailure {
    private static final long serialVersionUID = 1L;

    public StageException(String message) {
        super(message);
    }

    public StageException(String message, Throwable cause) {
        super(message, cause);
    }
}
