package io.strongroom.storage.rocks;

import io.strongroom.storage.table.RowVisitor;
import io.strongroom.storage.table.Table;
import io.strongroom.storage.table.TableReader;

import org.rocksdb.Snapshot;

import java.util.Optional;

/** The tables of one moment, until it or the database is closed. */
final class RocksSnapshot implements TableReader, AutoCloseable {
    private final RocksDatabase database;
    private final Snapshot snapshot;

    RocksSnapshot(RocksDatabase database, Snapshot snapshot) {
        this.database = database;
        this.snapshot = snapshot;
    }

    @Override
    public Optional<byte[]> get(Table table, byte[] key) {
        return database.get(this, table, key);
    }

    @Override
    public void scan(Table table, byte[] from, byte[] until, RowVisitor visitor) {
        database.scan(this, table, new RocksDatabase.Bounds(from, until), visitor);
    }

    @Override
    public void close() {
        database.release(this);
    }

    /** For the database alone, which knows whether it still lives. */
    Snapshot snapshot() {
        return snapshot;
    }
}
