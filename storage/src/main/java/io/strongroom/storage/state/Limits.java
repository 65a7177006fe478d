package io.strongroom.storage.state;

/**
 * Bounds of what is kept.
 *
 * @param requests how many results are remembered at most; every node must have it alike
 * @param digestInterval after how many log entries each the digest is kept for comparing: has no
 *     effect on the state
 */
public record Limits(long requests, long digestInterval) {
    /** What is released. */
    public static final Limits DEFAULT = new Limits(1_000_000, 10_000);

    public Limits {
        if (requests < 1 || digestInterval < 1) {
            throw new IllegalArgumentException("limits are at least 1");
        }
    }
}
