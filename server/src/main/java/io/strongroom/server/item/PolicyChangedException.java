package io.strongroom.server.item;

/**
 * The caller's rights, or what else the command was made by, have changed since the call was
 * allowed, and nothing was done: decide again.
 */
public final class PolicyChangedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public PolicyChangedException() {
        super("the caller's rights have changed", null, false, false);
    }
}
