package io.strongroom.storage.rocks;

import io.strongroom.storage.table.RowVisitor;

import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Slice;

import java.util.Arrays;

/**
 * A walk over some rows of a table.
 *
 * @param from the first key
 * @param until the key to stop before
 */
@SuppressWarnings("ArrayRecordComponent") // Passed on, never compared.
record RowScan(byte[] from, byte[] until, RowVisitor visitor) {
    /** As of the moment that the options name. */
    void run(RocksDB db, ReadOptions when, ColumnFamilyHandle table) throws RocksDBException {
        if (Arrays.compareUnsigned(from, until) >= 0) {
            return;
        }
        try (Slice end = new Slice(until);
                RocksIterator rows = db.newIterator(table, when.setIterateUpperBound(end))) {
            rows.seek(from);
            while (rows.isValid()) {
                if (!visitor.visit(rows.key(), rows.value())) {
                    return;
                }
                rows.next();
            }
            // An iterator that meets a damaged block just ends.
            rows.status();
        }
    }
}
