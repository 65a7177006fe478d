package io.strongroom.storage.rocks;

import io.strongroom.storage.StorageException;

import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.CompactRangeOptions;
import org.rocksdb.CompactRangeOptions.BottommostLevelCompaction;
import org.rocksdb.FlushOptions;
import org.rocksdb.LiveFileMetaData;
import org.rocksdb.RocksDBException;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/**
 * Rewrites every table file, so that nothing deleted is left: a deleted row stays in its file until
 * the file is rewritten, and an ordinary compaction skips the lowest level (reliability finding
 * F11). Two things hold deleted rows back: a view that was opened before the deletion keeps the
 * rows, and a scan keeps the files that it began with. The first are waited for and then ended, the
 * second only waited for.
 */
final class Compaction {
    private static final long POLL_NANOS = Duration.ofMillis(20).toNanos();
    private static final Duration SCAN_GRACE = Duration.ofMinutes(2);

    private final RocksDatabase database;
    private final Path files;
    private final Duration viewGrace;

    Compaction(RocksDatabase database, Path files, Duration viewGrace) {
        this.database = database;
        this.files = files;
        this.viewGrace = viewGrace;
    }

    void run() {
        endOldViews();
        database.whileOpen(db -> {
            // An atomic flush would leave the tombstones of a table that RocksDB is flushing.
            try (FlushOptions wait = new FlushOptions().setWaitForFlush(true)) {
                db.flush(wait, database.tables());
            }
            return true;
        });
        for (ColumnFamilyHandle table : database.tables()) {
            compact(table);
        }
        if (!waitFor(SCAN_GRACE, this::onlyLiveFilesAreLeft)) {
            throw new StorageException(
                    StorageException.Kind.UNAVAILABLE,
                    "a read that takes longer than "
                            + SCAN_GRACE.toSeconds()
                            + " s holds old files back: compact again");
        }
    }

    /** Views opened later do not see what was deleted before. */
    private void endOldViews() {
        List<RocksSnapshot> old = database.views();
        waitFor(viewGrace, () -> old.stream().noneMatch(database.views()::contains));
        old.forEach(RocksSnapshot::expire);
    }

    /** Under the lock, so that the table is not freed; closing does not wait, it cancels. */
    private void compact(ColumnFamilyHandle table) {
        try (CompactRangeOptions options = new CompactRangeOptions()) {
            options.setBottommostLevelCompaction(BottommostLevelCompaction.kForce)
                    // Others may compact meanwhile, and writes are not stopped for it.
                    .setExclusiveManualCompaction(false)
                    .setAllowWriteStall(false);
            database.whileOpen(db -> {
                Thread watch = Thread.ofVirtual().start(() -> cancelOnClose(options));
                try {
                    db.compactRange(table, null, null, options);
                } catch (RocksDBException e) {
                    if (database.isClosing()) {
                        throw closed();
                    }
                    throw e;
                } finally {
                    watch.interrupt();
                    join(watch);
                }
                return true;
            });
        }
    }

    /** Until interrupted; the options outlive it. */
    private void cancelOnClose(CompactRangeOptions options) {
        while (!Thread.currentThread().isInterrupted()) {
            if (database.isClosing()) {
                options.setCanceled(true);
                return;
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    private static void join(Thread thread) {
        boolean interrupted = false;
        while (true) {
            try {
                thread.join();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean onlyLiveFilesAreLeft() {
        return database.whileOpen(db -> {
            // The folder first: a file born in between is live in the newer list.
            List<String> present = tableFiles();
            Set<String> live =
                    db.getLiveFilesMetaData().stream()
                            .map(LiveFileMetaData::fileName)
                            .map(name -> name.replace("/", ""))
                            .collect(Collectors.toSet());
            return live.containsAll(present);
        });
    }

    private List<String> tableFiles() {
        try {
            return FileTree.list(files).stream()
                    .map(path -> path.getFileName().toString())
                    .filter(name -> name.endsWith(".sst"))
                    .toList();
        } catch (IOException e) {
            throw new StorageException("the folder " + files + " cannot be read", e);
        }
    }

    private boolean waitFor(Duration atMost, BooleanSupplier done) {
        long start = System.nanoTime();
        while (!done.getAsBoolean()) {
            if (database.isClosing()) {
                throw closed();
            }
            if (System.nanoTime() - start > atMost.toNanos()) {
                return false;
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
        return true;
    }

    private static StorageException closed() {
        return new StorageException(
                StorageException.Kind.UNAVAILABLE,
                "the database was closed while it was being compacted");
    }
}
