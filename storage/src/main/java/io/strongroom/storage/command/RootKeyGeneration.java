package io.strongroom.storage.command;

/**
 * One of the root keys that the cluster has or has had.
 *
 * @param generation counts up from 1, which the cluster was founded with
 * @param startedBy the node in whose HSM it was made; 0 for the first
 */
public record RootKeyGeneration(int generation, Bytes fingerprint, State state, int startedBy) {
    /** The first, which entries of before there were more do not name. */
    public static final int FIRST = 1;

    /** What it is there for. */
    public enum State {
        /** On its way into the nodes' HSMs; nothing is wrapped by it. */
        NEW,
        /** What is new is wrapped by it. */
        CURRENT,
        /** What was wrapped by it may still be. */
        OLD,
        /** Nothing is wrapped by it, nor ever will be. */
        RETIRED;

        /** Whether something may be wrapped by it. */
        public boolean wraps() {
            return this == CURRENT || this == OLD;
        }
    }

    public RootKeyGeneration {
        requireValid(generation);
    }

    static void requireValid(int generation) {
        if (generation < FIRST) {
            throw new IllegalArgumentException(
                    "root keys are counted from 1, not from " + generation);
        }
    }

    /** The same in another state. */
    public RootKeyGeneration in(State next) {
        return new RootKeyGeneration(generation, fingerprint, next, startedBy);
    }
}
