package io.strongroom.storage;

import io.strongroom.raft.StateMachine;
import io.strongroom.storage.view.StateView;

/**
 * An opened database: the state machine that the log feeds, and views of it. Thread-safe. What was
 * applied since the last flush is lost in a crash and comes again from the log, which must
 * therefore keep every entry since the state machine's last applied one at opening.
 */
public interface Storage extends AutoCloseable {
    /** Feed it from one thread at a time. */
    StateMachine stateMachine();

    /** The state as of now; close it soon. */
    StateView view();

    /**
     * SHA-256 over the logical state: equal on all replicas at the same applied index. Reads
     * everything.
     */
    byte[] digest();

    /** Bytes of the database's files on disk. */
    long sizeBytes();

    /** Flushes and closes; views still open fail from then on. */
    @Override
    void close();
}
