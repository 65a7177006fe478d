package io.strongroom.server.replication;

/**
 * What cannot be unless this program is wrong. Nobody goes on behind it: the node halts, before it
 * gives an answer to somebody whose it is not.
 */
public final class InvariantViolation extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public InvariantViolation(String message) {
        super(message);
    }
}
