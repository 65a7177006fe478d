package io.strongroom.storage.rocks;

/**
 * How much memory the database may take, and how much of the log a restart may have to replay.
 *
 * @param blockCacheBytes for blocks read from files, indexes and filters included
 * @param writeBufferBytes changes held in memory over all tables until they are flushed
 * @param entriesPerFlush a flush at the latest after so many log entries
 */
public record RocksSettings(long blockCacheBytes, long writeBufferBytes, int entriesPerFlush) {
    private static final long MEGABYTE = 1024 * 1024;

    public static final RocksSettings DEFAULT =
            new RocksSettings(64 * MEGABYTE, 32 * MEGABYTE, 10_000);

    public RocksSettings {
        if (blockCacheBytes < MEGABYTE || writeBufferBytes < MEGABYTE || entriesPerFlush < 1) {
            throw new IllegalArgumentException(
                    "the database needs at least 1 MB of cache and of write buffer, and a flush"
                            + " after at least one entry");
        }
    }
}
