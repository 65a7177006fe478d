package io.strongroom.chaos.suite.stage;

/**
 * The nodes did what they must not, and what was to come next has no ground to stand on: unlike
 * trouble with the stage, this is what a run is there to find.
 */
public final class NodeFailure extends StageException {
    private static final long serialVersionUID = 1L;

    public NodeFailure(String message) {
        super(message);
    }

    public NodeFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
