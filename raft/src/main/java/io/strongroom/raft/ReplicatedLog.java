package io.strongroom.raft;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * A log that a majority of the nodes agrees on. Thread-safe. Futures complete on the log's own
 * threads: a caller that blocks or computes must move to its own.
 */
public interface ReplicatedLog extends AutoCloseable {
    /**
     * The largest entry that {@link #propose} takes, in bytes. A larger one would depose the leader
     * (F8).
     */
    int MAX_ENTRY_BYTES = 3 * 1024 * 1024;

    /**
     * Joins the group and starts to feed the state machine.
     *
     * @throws RaftException when the node cannot start: the address is taken, the log is damaged,
     *     the folder belongs to another group
     */
    void start() throws RaftException;

    /**
     * Appends one entry, through whichever node leads, and waits until it is committed and applied
     * there.
     *
     * @param entry 1 to {@link #MAX_ENTRY_BYTES} bytes
     * @return completes with the reply of the leader's state machine, or exceptionally with a
     *     {@link RaftException}, after at most the request timeout of the configuration
     */
    CompletableFuture<Applied> propose(byte[] entry);

    /**
     * A linearizable read point: completes once this node's state machine has applied every entry
     * that was acknowledged anywhere before the call. Costs a no-op through the log, shared with
     * every call that arrives while an earlier one is in flight.
     *
     * @return the index read at, or exceptionally a {@link RaftException} when no majority answers
     *     in time: the caller must refuse the read
     */
    CompletableFuture<Long> readBarrier();

    /** A snapshot of what this node believes; never blocks. */
    LogStatus status();

    /**
     * Registers a listener for changes of leadership, called on the log's own thread with the new
     * leader's node id (empty while there is none). Must be registered before {@link #start}.
     */
    void onLeaderChange(Consumer<Optional<Integer>> listener);

    /** Who takes part, and who leads. */
    Membership membership();

    /** What this node keeps on disk. */
    LogSpace space();

    /**
     * Takes this node out of the log's traffic without ending it: nothing is received, applied or
     * written until {@link #resume}, and proposals and read barriers fail as not appended. For a
     * disk that is nearly full: it begins no election, and a leader's silence makes the others
     * elect one. Idempotent.
     */
    void suspend();

    /**
     * Ends {@link #suspend}: the node catches up like one that was restarted. Idempotent.
     *
     * @throws RaftException as {@link #start}
     */
    void resume() throws RaftException;

    /** Hands leadership over when this node has it, then leaves the group's traffic. Idempotent. */
    @Override
    void close();
}
