package io.strongroom.raft;

import java.nio.file.Path;
import java.util.SortedSet;

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

    /**
     * The voters from this position on. Called between two entries, in log order, like {@link
     * #apply}; at or below {@link #lastApplied()} it is a replay and changes nothing.
     *
     * @param voters node ids
     */
    void configure(LogPosition position, SortedSet<Integer> voters);

    /**
     * Writes a complete copy of the state into a folder. Called between two entries and holds the
     * next one up: immutable files may be linked instead of copied. The caller makes files and
     * folder durable and vouches for their bytes with checksums; when that fails, as on a full
     * disk, it is told in the log and tried again later, with a new call.
     *
     * @param position what the copy is recorded to contain: everything applied, and the log's own
     *     entries up to here
     * @param folder exists and is empty, on the same file system as the state
     */
    void writeSnapshot(LogPosition position, Path folder);

    /**
     * Replaces the state by that of a snapshot, whose files are complete and as they were written.
     * Never called while {@link #apply} runs. The folder stays as it is. A crash at any point
     * leaves the old or the new state, complete.
     *
     * @param folder as {@link #writeSnapshot} filled it on some node
     */
    void installSnapshot(Path folder);

    /**
     * Whether the state holds a trace of something that this node itself has put into the log. A
     * node id without one was never a working member; one with a trace must not come back with an
     * empty disk, because it has forgotten its vote. Called from any thread, at any time.
     */
    boolean hasHeardFrom(int nodeId);
}
