package io.strongroom.chaos.fault;

import io.strongroom.storage.table.Keys;
import io.strongroom.storage.table.Table;

import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.DBOptions;
import org.rocksdb.FlushOptions;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Changes a row in the database of a stopped node, with checksums as they should be. */
final class DamagedRow {
    private DamagedRow() {}

    /**
     * Flips a bit in the sealed value of the first secret's version.
     *
     * @param digestToo as if the log had said so on this node: its digest differs from now on;
     *     otherwise it does once the row is changed or removed
     */
    static void make(Path nodeFolder, boolean digestToo) throws IOException, RocksDBException {
        RocksDB.loadLibrary();
        Path folder = liveDatabase(nodeFolder.resolve("data/state"));
        List<ColumnFamilyDescriptor> tables = new ArrayList<>();
        try (Options options = new Options()) {
            for (byte[] label : RocksDB.listColumnFamilies(options, folder.toString())) {
                tables.add(new ColumnFamilyDescriptor(label));
            }
        }
        List<ColumnFamilyHandle> handles = new ArrayList<>();
        try (DBOptions options = new DBOptions();
                RocksDB database = RocksDB.open(options, folder.toString(), tables, handles);
                FlushOptions flush = new FlushOptions().setWaitForFlush(true)) {
            ColumnFamilyHandle versions = named(Table.SECRET_VERSIONS, handles);
            try (RocksIterator rows = database.newIterator(versions)) {
                rows.seekToFirst();
                byte[] row = rows.value();
                row[row.length / 2] ^= 1;
                database.put(versions, rows.key(), row);
            }
            if (digestToo) {
                ColumnFamilyHandle meta = named(Table.META, handles);
                byte[] digest = database.get(meta, Keys.text(Keys.DIGEST));
                digest[digest.length - 1] ^= 1;
                database.put(meta, Keys.text(Keys.DIGEST), digest);
            }
            database.flush(flush, handles);
            handles.forEach(ColumnFamilyHandle::close);
        }
    }

    private static Path liveDatabase(Path state) throws IOException {
        try (Stream<Path> files = Files.list(state)) {
            List<Path> databases = files.filter(Files::isDirectory).toList();
            if (databases.size() != 1) {
                throw new IOException("one database is expected: " + databases);
            }
            return databases.getFirst();
        }
    }

    private static ColumnFamilyHandle named(Table table, List<ColumnFamilyHandle> handles)
            throws RocksDBException {
        for (ColumnFamilyHandle handle : handles) {
            if (new String(handle.getName(), StandardCharsets.UTF_8).equals(table.label())) {
                return handle;
            }
        }
        throw new IllegalStateException("no table " + table.label());
    }
}
