package io.strongroom.storage.rocks;

import java.time.Duration;

/**
 * How much memory the database may take, and how much of the log a restart may have to replay.
 *
 * <p>A flush happens after so many entries or so many bytes, and not by time: on an idle node the
 * entries not flushed are few, the log keeps every entry until a snapshot has it, and writing a
 * snapshot flushes.
 *
 * @param blockCacheBytes for blocks read from files, indexes and filters included
 * @param writeBufferBytes changes held in memory over all tables until they are flushed
 * @param entriesPerFlush a flush at the latest after so many log entries
 * @param verifiedOnOpeningBytes a database up to this size is read and verified before it serves, a
 *     larger one while it serves
 * @param viewGrace how long compaction waits for a view that keeps deleted rows before it ends it
 */
public record RocksSettings(
        long blockCacheBytes,
        long writeBufferBytes,
        int entriesPerFlush,
        long verifiedOnOpeningBytes,
        Duration viewGrace) {
    private static final long MEGABYTE = 1024 * 1024;

    public static final RocksSettings DEFAULT =
            new RocksSettings(64 * MEGABYTE, 32 * MEGABYTE, 10_000);

    public RocksSettings {
        if (blockCacheBytes < MEGABYTE || writeBufferBytes < MEGABYTE || entriesPerFlush < 1) {
            throw new IllegalArgumentException(
                    "the database needs at least 1 MB of cache and of write buffer, and a flush"
                            + " after at least one entry");
        }
        if (verifiedOnOpeningBytes < 0 || viewGrace.isNegative()) {
            throw new IllegalArgumentException("a size and a time are not negative");
        }
    }

    /** With the usual bounds of verification and of views. */
    public RocksSettings(long blockCacheBytes, long writeBufferBytes, int entriesPerFlush) {
        this(
                blockCacheBytes,
                writeBufferBytes,
                entriesPerFlush,
                256 * MEGABYTE,
                Duration.ofSeconds(30));
    }
}
