package io.strongroom.storage.rocks;

import io.strongroom.storage.StorageException;
import io.strongroom.storage.table.RowVisitor;
import io.strongroom.storage.table.Table;
import io.strongroom.storage.table.TableReader;

import org.rocksdb.ReadOptions;
import org.rocksdb.Snapshot;

import java.util.Optional;

/** The tables of one moment, until it or the database is closed, or it was held too long. */
final class RocksSnapshot implements TableReader, AutoCloseable {
    private final RocksDatabase database;
    private final Snapshot snapshot;

    // Guarded by this: it is never given up under a read.
    private boolean closed;
    private boolean expired;

    RocksSnapshot(RocksDatabase database, Snapshot snapshot) {
        this.database = database;
        this.snapshot = snapshot;
    }

    @Override
    public synchronized Optional<byte[]> get(Table table, byte[] key) {
        return database.whileOpen(_ -> {
            try (ReadOptions then = then()) {
                return database.get(table, then, key);
            }
        });
    }

    @Override
    public synchronized void scan(Table table, byte[] from, byte[] until, RowVisitor visitor) {
        database.whileOpen(_ -> {
            try (ReadOptions then = then()) {
                database.scan(table, then, new RowScan(from, until, visitor));
            }
            return true;
        });
    }

    @Override
    public synchronized void close() {
        closed = true;
        database.release(this);
    }

    /** Ends it for a reader that would not. */
    synchronized void expire() {
        expired = true;
        database.release(this);
    }

    /** For the database alone, which knows whether it still lives. */
    Snapshot snapshot() {
        return snapshot;
    }

    private ReadOptions then() {
        if (closed) {
            throw new StorageException("this view of the database is closed");
        }
        if (expired) {
            throw new StorageException(
                    StorageException.Kind.UNAVAILABLE,
                    "this view was held too long: it kept what was purged");
        }
        return new ReadOptions().setSnapshot(snapshot);
    }
}
