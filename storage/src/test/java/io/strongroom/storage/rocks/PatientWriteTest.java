package io.strongroom.storage.rocks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** A database that cannot flush, as on a full disk, because its background work is paused. */
class PatientWriteTest {
    private static final int MANY = 2_000;
    private static final byte[] ROW = new byte[10_000];

    @TempDir private Path folder;

    @Test
    void run_whileNothingIsFlushed_givesUpInTimeAndGoesOnAfterwards() throws RocksDBException {
        RocksDB.loadLibrary();
        try (Options options =
                        new Options()
                                .setCreateIfMissing(true)
                                .setWriteBufferSize(64 * 1024)
                                .setMaxWriteBufferNumber(2);
                RocksDB db = RocksDB.open(options, folder.toString());
                WriteOptions write = PatientWrite.withoutStalling()) {
            PatientWrite brief = new PatientWrite(db, write, () -> false, Duration.ofMillis(200));
            db.pauseBackgroundWork();
            int written = untilStalled(brief);
            assertTrue(written > 0 && written < MANY, written + " rows");

            PatientWrite ending = new PatientWrite(db, write, () -> true, Duration.ofMinutes(1));
            assertEquals(Optional.of(Status.Code.Incomplete), refusal(ending, written));

            Thread flushes =
                    Thread.ofVirtual()
                            .unstarted(() -> {
                                try {
                                    db.continueBackgroundWork();
                                } catch (RocksDBException e) {
                                    throw new IllegalStateException(e);
                                }
                            });
            PatientWrite patient = new PatientWrite(db, write, () -> false, Duration.ofMinutes(1));
            flushes.start();
            assertEquals(Optional.empty(), refusal(patient, written));
            assertEquals(ROW.length, db.get(key(written)).length);
        }
    }

    private static int untilStalled(PatientWrite writes) {
        for (int row = 0; row < MANY; row++) {
            Optional<Status.Code> refused = refusal(writes, row);
            if (refused.isPresent()) {
                assertEquals(Status.Code.Incomplete, refused.get());
                return row;
            }
        }
        return MANY;
    }

    private static Optional<Status.Code> refusal(PatientWrite writes, int row) {
        try (WriteBatch batch = new WriteBatch()) {
            batch.put(key(row), ROW);
            writes.run(batch);
            return Optional.empty();
        } catch (RocksDBException e) {
            return Optional.of(e.getStatus().getCode());
        }
    }

    private static byte[] key(int row) {
        return ByteBuffer.allocate(Integer.BYTES).putInt(row).array();
    }
}
