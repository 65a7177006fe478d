package io.strongroom.raft;

/**
 * What the log feeds. Implemented by {@code storage}; called by {@code raft.ratis}.
 *
 * <p>Apply is called by one thread at a time, strictly in log order. The same entry at the same
 * position gives the same reply and the same state on every node. An exception out of any method is
 * a local fault: the caller halts the process, because a replica that skipped an entry has diverged
 * (reliability finding F4). A refusal is therefore a reply, never an exception.
 */
public interface StateMachine {
    /** The position up to which the durable state already contains the log's effects. */
    LogPosition lastApplied();

    /**
     * Applies one entry. An entry at or below {@link #lastApplied()} is a replay: it changes
     * nothing and its reply is ignored.
     *
     * @param position where the entry stands in the log
     * @param entry the bytes given to {@link ReplicatedLog#propose}, never empty
     * @return the reply for whoever proposed the entry
     */
    byte[] apply(LogPosition position, byte[] entry);
}
