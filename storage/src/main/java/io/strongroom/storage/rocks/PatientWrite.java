package io.strongroom.storage.rocks;

import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Writes that wait out here while RocksDB cannot flush. Inside, a waiting writer holds the queue
 * that its recovery from a full disk must pass: both then wait for ever, also when there is room
 * again, and closing waits with them. Thread-safe.
 *
 * @param ending whether nothing is to be waited for any more
 * @param atMost how long a write waits; longer than any flush on a disk that works
 */
record PatientWrite(RocksDB db, WriteOptions options, BooleanSupplier ending, Duration atMost) {
    /** Far below the time of a flush. */
    private static final long PAUSE_NANOS = 1_000_000;

    /** What the writes' options must say for this to work. */
    static WriteOptions withoutStalling() {
        // The Raft log is the write-ahead log.
        return new WriteOptions().setDisableWAL(true).setNoSlowdown(true);
    }

    /**
     * Writes all of the batch.
     *
     * @throws RocksDBException nothing is written when RocksDB still stalls after the time, or when
     *     the database is closing
     */
    void run(WriteBatch batch) throws RocksDBException {
        long begin = System.nanoTime();
        while (true) {
            try {
                db.write(options, batch);
                return;
            } catch (RocksDBException e) {
                if (!isStall(e)
                        || ending.getAsBoolean()
                        || System.nanoTime() - begin > atMost.toNanos()) {
                    throw e;
                }
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    private static boolean isStall(RocksDBException e) {
        Status status = e.getStatus();
        return status != null && status.getCode() == Status.Code.Incomplete;
    }
}
