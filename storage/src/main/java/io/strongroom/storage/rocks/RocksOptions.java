package io.strongroom.storage.rocks;

import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.FlushOptions;
import org.rocksdb.IndexType;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.LRUCache;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.WriteOptions;

/** Every RocksDB setting, with the reason beside it. Closed after the database. */
final class RocksOptions implements AutoCloseable {
    static {
        RocksDB.loadLibrary();
    }

    /** RocksDB's default: files that were flushed and not merged with the older ones yet. */
    private static final int STOP_AT_FILES = 36;

    private final LRUCache cache;
    private final BloomFilter filter;
    private final DBOptions database;
    private final ColumnFamilyOptions table;
    private final WriteOptions write;
    private final ReadOptions read;
    private final FlushOptions flushAndWait;
    private final FlushOptions flush;

    RocksOptions(RocksSettings settings, boolean create) {
        // Not strict: a read must not fail because other reads have filled the cache.
        // Few shards, half of each for indexes and filters: they must not be pushed out by the
        // blocks that random reads fetch.
        cache = new LRUCache(settings.blockCacheBytes(), 3, false, 0.5);
        filter = new BloomFilter(10);
        database =
                new DBOptions()
                        // Corrupt is not empty: only a new folder gets a new database.
                        .setCreateIfMissing(create)
                        .setCreateMissingColumnFamilies(create)
                        .setErrorIfExists(create)
                        .setParanoidChecks(true)
                        .setBestEffortsRecovery(false)
                        // Without it the tables come back at different points after a crash
                        // (reliability finding F10): there is no write-ahead log to level them.
                        .setAtomicFlush(true)
                        // Closing flushes by itself, and sees whether it worked.
                        .setAvoidFlushDuringShutdown(true)
                        .setDbWriteBufferSize(settings.writeBufferBytes())
                        // Reads of a mapped file that fails end the process with SIGBUS.
                        .setAllowMmapReads(false)
                        .setAllowMmapWrites(false)
                        // Bounds memory and descriptors.
                        .setMaxOpenFiles(512)
                        .setInfoLogLevel(InfoLogLevel.WARN_LEVEL)
                        .setKeepLogFileNum(4)
                        .setMaxLogFileSize(4L * 1024 * 1024);
        table =
                new ColumnFamilyOptions()
                        .setForceConsistencyChecks(true)
                        // Reads every file back after writing it.
                        .setParanoidFileChecks(true)
                        .setWriteBufferSize(settings.writeBufferBytes())
                        // The default, an eighth of the buffer, would fill it with the first
                        // blocks of sixteen tables.
                        .setArenaBlockSize(32 * 1024)
                        .setMemtableWholeKeyFiltering(true)
                        .setMemtablePrefixBloomSizeRatio(0.02)
                        // Stop or go: each refused attempt at a delayed write would lengthen its
                        // delay, and a write that waits inside can wait for ever (PatientWrite).
                        .setLevel0SlowdownWritesTrigger(STOP_AT_FILES)
                        .setLevel0StopWritesTrigger(STOP_AT_FILES)
                        .setSoftPendingCompactionBytesLimit(0)
                        // Sealed bytes do not compress.
                        .setCompressionType(CompressionType.NO_COMPRESSION)
                        .setTableFormatConfig(
                                new BlockBasedTableConfig()
                                        .setBlockCache(cache)
                                        .setFilterPolicy(filter)
                                        // In parts, so that a read of a large file loads a few
                                        // kilobytes of them.
                                        .setIndexType(IndexType.kTwoLevelIndexSearch)
                                        .setPartitionFilters(true)
                                        .setPinTopLevelIndexAndFilter(true)
                                        .setCacheIndexAndFilterBlocks(true));
        write = PatientWrite.withoutStalling();
        read = new ReadOptions().setVerifyChecksums(true);
        flushAndWait = new FlushOptions().setWaitForFlush(true);
        flush = new FlushOptions().setWaitForFlush(false);
    }

    DBOptions database() {
        return database;
    }

    ColumnFamilyOptions table() {
        return table;
    }

    WriteOptions write() {
        return write;
    }

    ReadOptions read() {
        return read;
    }

    FlushOptions flush(boolean wait) {
        return wait ? flushAndWait : flush;
    }

    @Override
    public void close() {
        flush.close();
        flushAndWait.close();
        read.close();
        write.close();
        table.close();
        database.close();
        filter.close();
        cache.close();
    }
}
