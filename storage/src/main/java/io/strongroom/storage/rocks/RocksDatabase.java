package io.strongroom.storage.rocks;

import io.strongroom.storage.StorageException;
import io.strongroom.storage.table.Changes;
import io.strongroom.storage.table.RowVisitor;
import io.strongroom.storage.table.Table;
import io.strongroom.storage.table.TableReader;

import org.jspecify.annotations.Nullable;
import org.rocksdb.Checkpoint;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * The open database. Thread-safe. Native objects are used only under the read lock and freed only
 * under the write lock, so that use after close is a {@link StorageException} and not the end of
 * the process. After a failed write nothing more is written: RocksDB may have kept part of it.
 */
final class RocksDatabase implements TableReader {
    /** Then the disk is taken for broken, or full for good: the node ends, and starts with room. */
    private static final Duration STALL_LIMIT = Duration.ofSeconds(60);

    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    private final RocksOptions options;
    private final RocksDB db;
    private final ColumnFamilies tables;
    private final Set<RocksSnapshot> snapshots = ConcurrentHashMap.newKeySet();
    private final int entriesPerFlush;
    private final PatientWrite writes;

    // Changed under the write lock, read under the read lock.
    private boolean open = true;
    private String whyClosed = "";
    private volatile boolean closing;
    private volatile @Nullable StorageException damage;
    private volatile boolean writable = true;
    // The one writer's.
    private int entriesSinceFlush;

    private RocksDatabase(
            RocksOptions options, RocksDB db, ColumnFamilies tables, int entriesPerFlush) {
        this.options = options;
        this.db = db;
        this.entriesPerFlush = entriesPerFlush;
        this.writes = new PatientWrite(db, options.write(), () -> closing, STALL_LIMIT);
        this.tables = tables;
    }

    /** Opens what is there, or with {@code create} makes a new one where nothing is. */
    static RocksDatabase open(Path folder, RocksSettings settings, boolean create)
            throws RocksDBException {
        RocksOptions options = new RocksOptions(settings, create);
        try {
            ColumnFamilies.Opening opening = ColumnFamilies.of(folder, options.table(), create);
            RocksDB db =
                    RocksDB.open(
                            options.database(),
                            folder.toString(),
                            opening.descriptors(),
                            opening.handles());
            return new RocksDatabase(
                    options, db, opening.opened(options.table()), settings.entriesPerFlush());
        } catch (RocksDBException e) {
            options.close();
            throw e;
        }
    }

    @Override
    public Optional<byte[]> get(Table table, byte[] key) {
        return get(table, options.read(), key);
    }

    @Override
    public void scan(Table table, byte[] from, byte[] until, RowVisitor visitor) {
        whileOpen(_ -> {
            try (ReadOptions newest = new ReadOptions()) {
                scan(table, newest, new RowScan(from, until, visitor));
            }
            return true;
        });
    }

    /** A row as the options see it. */
    Optional<byte[]> get(Table table, ReadOptions as, byte[] key) {
        return whileOpen(_ -> {
            Optional<ColumnFamilyHandle> handle = tables.existing(table);
            return handle.isEmpty()
                    ? Optional.empty()
                    : Optional.ofNullable(db.get(handle.get(), as, key));
        });
    }

    /** Rows as the options see them; for {@link #whileOpen}. */
    void scan(Table table, ReadOptions as, RowScan scan) throws RocksDBException {
        Optional<ColumnFamilyHandle> handle = tables.existing(table);
        if (handle.isPresent()) {
            scan.run(db, as, handle.get());
        }
    }

    /** All of the changes, or (with an exception) none. */
    void commit(Changes changes) {
        if (!writable) {
            throw new StorageException(
                    "an earlier write to the database failed: restart this node");
        }
        try {
            whileOpen(_ -> {
                write(changes);
                if (++entriesSinceFlush >= entriesPerFlush) {
                    entriesSinceFlush = 0;
                    flushNow(false);
                }
                return true;
            });
        } catch (StorageException e) {
            writable = false;
            throw e;
        }
    }

    /** Everything written so far is on disk when it returns. */
    void flush() {
        whileOpen(_ -> {
            flushNow(true);
            return true;
        });
    }

    /**
     * A copy of the files in a folder that does not exist yet, with all that is committed: RocksDB
     * flushes first, links table files (copies them across file systems) and copies the rest.
     */
    void checkpoint(Path files) {
        whileOpen(db -> {
            try (Checkpoint checkpoint = Checkpoint.create(db)) {
                checkpoint.createCheckpoint(files.toString());
            }
            return true;
        });
    }

    /** From now on nothing is read or written: what it holds is not what was written. */
    void condemn(StorageException found) {
        damage = found;
    }

    /** The views open now. */
    List<RocksSnapshot> views() {
        return List.copyOf(snapshots);
    }

    List<ColumnFamilyHandle> tables() {
        return tables.all();
    }

    /** The tables as of now. */
    RocksSnapshot snapshot() {
        return whileOpen(_ -> {
            RocksSnapshot snapshot = new RocksSnapshot(this, db.getSnapshot());
            snapshots.add(snapshot);
            return snapshot;
        });
    }

    /** Gives the snapshot up; one that is gone already is left alone. */
    void release(RocksSnapshot view) {
        lock.readLock().lock();
        try {
            // A closed database has given all of them up itself.
            if (snapshots.remove(view)) {
                db.releaseSnapshot(view.snapshot());
            }
        } finally {
            lock.readLock().unlock();
        }
    }

    /**
     * Flushes and frees everything; open snapshots are given up.
     *
     * @return whether all that was committed is on disk by this call
     */
    boolean close() {
        return close(true, "the database is closed");
    }

    /** Frees everything; whoever reads on learns why. */
    void discard(String why) {
        close(false, why);
    }

    private boolean close(boolean keep, String why) {
        closing = true;
        lock.writeLock().lock();
        try {
            if (!open) {
                return false;
            }
            open = false;
            whyClosed = why;
            boolean flush = keep && writable && damage == null;
            try {
                if (flush) {
                    flushNow(true);
                }
            } finally {
                free();
            }
            return flush;
        } catch (RocksDBException e) {
            throw new StorageException(
                    "the database could not be flushed on closing; the log still has what is"
                            + " missing",
                    e);
        } finally {
            lock.writeLock().unlock();
        }
    }

    /** Whether long work under {@link #whileOpen} is waited for. */
    boolean isClosing() {
        return closing;
    }

    private void free() throws RocksDBException {
        for (RocksSnapshot view : snapshots) {
            db.releaseSnapshot(view.snapshot());
        }
        snapshots.clear();
        tables.close();
        try {
            db.closeE();
        } finally {
            // Also after a failed closing it frees the native side.
            db.close();
            options.close();
        }
    }

    private void write(Changes changes) throws RocksDBException {
        try (WriteBatch batch = new WriteBatch()) {
            List<RocksDBException> failures = new ArrayList<>();
            changes.forEach((table, key, row) -> {
                try {
                    ColumnFamilyHandle handle = tables.made(db, table);
                    if (row.isPresent()) {
                        batch.put(handle, key, row.get());
                    } else {
                        batch.delete(handle, key);
                    }
                } catch (RocksDBException e) {
                    failures.add(e);
                }
            });
            if (!failures.isEmpty()) {
                throw failures.getFirst();
            }
            writes.run(batch);
        }
    }

    private void flushNow(boolean wait) throws RocksDBException {
        db.flush(options.flush(wait), tables.all());
    }

    /** Does something with the database, which is not closed meanwhile. */
    <T> T whileOpen(Action<T> action) {
        lock.readLock().lock();
        try {
            if (!open) {
                throw new StorageException(StorageException.Kind.UNAVAILABLE, whyClosed);
            }
            StorageException found = damage;
            if (found != null) {
                throw new StorageException("the database is damaged: " + found.getMessage(), found);
            }
            return action.run(db);
        } catch (RocksDBException e) {
            throw new StorageException("the database failed: " + e.getMessage(), e);
        } finally {
            lock.readLock().unlock();
        }
    }

    /** Work on the open database. */
    @FunctionalInterface
    interface Action<T> {
        T run(RocksDB db) throws RocksDBException;
    }
}
