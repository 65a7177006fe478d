package io.strongroom.raft;

import java.util.concurrent.CompletableFuture;

/**
 * What this node keeps of the log on disk. Thread-safe. By itself the log takes snapshots, and
 * purges the segments behind them that no member needs, so that its size stays bounded; this is for
 * whoever needs more than that: to be rid of old entries at a given moment.
 *
 * <p>While the log does not run, the indices and the size are those of the moment when it stopped,
 * and the two changes fail with a {@link RaftException}: nothing was done.
 */
public interface LogSpace {
    /** The oldest entry in the log's files, or the one behind the newest when there is none. */
    long oldestIndex();

    /** The index of the oldest snapshot that is kept, -1 when there is none. */
    long oldestSnapshotIndex();

    /** Bytes of the log's files and snapshots. */
    long sizeBytes();

    /**
     * Takes a snapshot of what is applied now, removes all older ones, and purges every closed
     * segment behind it, also those that an absent member has not yet received: it will be brought
     * back by the snapshot.
     *
     * @return the snapshot's index
     */
    CompletableFuture<Long> compact();

    /**
     * Makes every member close the segment that it now writes, by entries that fill it; closed
     * segments can be purged. Costs about one segment of disk on each member until the next {@link
     * #compact}.
     *
     * @return the index of the last of these entries, once it is committed
     */
    CompletableFuture<Long> rollSegments();
}
