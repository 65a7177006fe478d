package io.strongroom.raft.testing;

import io.strongroom.raft.LogSpace;

import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;

/**
 * Files that exist in numbers only: entries stay until their segment is closed by {@link
 * #rollSegments} and a later {@link #compact} drops it. Thread-safe.
 */
public final class FakeLogSpace implements LogSpace {
    private final LongSupplier newestIndex;
    private long oldest;
    private long closedUpTo = -1;
    private long snapshot = -1;
    private int rolls;
    private int compactions;

    /**
     * @param newestIndex of the log
     */
    public FakeLogSpace(LongSupplier newestIndex) {
        this.newestIndex = newestIndex;
    }

    public synchronized int rolls() {
        return rolls;
    }

    public synchronized int compactions() {
        return compactions;
    }

    @Override
    public synchronized long oldestIndex() {
        return oldest;
    }

    @Override
    public synchronized long oldestSnapshotIndex() {
        return snapshot;
    }

    @Override
    public synchronized long sizeBytes() {
        return newestIndex.getAsLong() - oldest + 1;
    }

    @Override
    public synchronized CompletableFuture<Long> compact() {
        compactions++;
        snapshot = newestIndex.getAsLong();
        oldest = Math.max(oldest, closedUpTo + 1);
        return CompletableFuture.completedFuture(snapshot);
    }

    @Override
    public synchronized CompletableFuture<Long> rollSegments() {
        rolls++;
        closedUpTo = newestIndex.getAsLong();
        return CompletableFuture.completedFuture(closedUpTo);
    }
}
