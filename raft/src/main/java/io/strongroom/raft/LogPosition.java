package io.strongroom.raft;

/**
 * A place in the log.
 *
 * @param term the leader's term, zero before the first entry
 * @param index the entry's index, -1 before the first entry
 */
public record LogPosition(long term, long index) {
    /** Before the first entry. */
    public static final LogPosition NONE = new LogPosition(0, -1);
}
