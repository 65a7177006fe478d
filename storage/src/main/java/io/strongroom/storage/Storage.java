package io.strongroom.storage;

import io.strongroom.raft.StateMachine;
import io.strongroom.storage.command.DigestReport;
import io.strongroom.storage.view.StateView;

import java.util.Optional;

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

    /**
     * The newest index at which this node's digest was kept, and the digest: what it may report.
     * Empty until the first interval has passed since opening.
     */
    Optional<DigestReport> newestDigest(int node);

    /**
     * Why this node's state must not be served: a majority of the voters agree on another digest
     * than its own. Empty while nothing is known against it; never empty again once it is not.
     */
    Optional<String> divergence();

    /**
     * Rewrites the files so that nothing that was deleted before this call is left in any of them.
     * Reads and writes go on meanwhile. Takes as long as writing the whole database anew.
     */
    void compact();

    /** Bytes of the database's files on disk. */
    long sizeBytes();

    /** Flushes and closes; views still open fail from then on. */
    @Override
    void close();
}
