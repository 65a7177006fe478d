package io.strongroom.storage.rocks;

import io.strongroom.storage.table.Table;

import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The tables of an open database. A table that came with a later version is made with its first
 * row, which no command writes before the cluster is at that version's level: until then the
 * version before can open the database, and the upgrade can be undone. Thread-safe.
 */
final class ColumnFamilies {
    private final Map<Table, ColumnFamilyHandle> handles = new ConcurrentHashMap<>();
    private final ColumnFamilyOptions options;

    private ColumnFamilies(ColumnFamilyOptions options) {
        this.options = options;
    }

    /** What a database is opened with: its tables, and room for their handles. */
    record Opening(
            List<Table> tables,
            List<ColumnFamilyDescriptor> descriptors,
            List<ColumnFamilyHandle> handles) {
        ColumnFamilies opened(ColumnFamilyOptions options) {
            ColumnFamilies all = new ColumnFamilies(options);
            for (int i = 0; i < tables.size(); i++) {
                all.handles.put(tables.get(i), handles.get(i));
            }
            return all;
        }
    }

    /**
     * The tables that a database has, or that a new one gets.
     *
     * @throws RocksDBException for one with a table that this version does not know
     */
    static Opening of(Path folder, ColumnFamilyOptions options, boolean create)
            throws RocksDBException {
        List<Table> tables = create ? first() : there(folder);
        List<ColumnFamilyDescriptor> descriptors =
                tables.stream().map(table -> descriptor(table, options)).toList();
        return new Opening(tables, descriptors, new ArrayList<>());
    }

    private static List<Table> first() {
        return Arrays.stream(Table.values()).filter(Table::isOfFirstVersion).toList();
    }

    private static List<Table> there(Path folder) throws RocksDBException {
        List<Table> tables = new ArrayList<>();
        try (Options any = new Options()) {
            for (byte[] label : RocksDB.listColumnFamilies(any, folder.toString())) {
                String name = new String(label, StandardCharsets.UTF_8);
                tables.add(
                        Table.labelled(name)
                                .orElseThrow(() ->
                                        new RocksDBException(
                                                "the database has a table \""
                                                        + name
                                                        + "\" of a newer version")));
            }
        }
        if (!tables.contains(Table.META)) {
            throw new RocksDBException("the database's list of tables is damaged");
        }
        return tables;
    }

    private static ColumnFamilyDescriptor descriptor(Table table, ColumnFamilyOptions options) {
        return new ColumnFamilyDescriptor(table.label().getBytes(StandardCharsets.UTF_8), options);
    }

    /** Empty for one without a row so far. */
    Optional<ColumnFamilyHandle> existing(Table table) {
        return Optional.ofNullable(handles.get(table));
    }

    /** The same, made if it is not there; for the one writer. */
    ColumnFamilyHandle made(RocksDB db, Table table) throws RocksDBException {
        ColumnFamilyHandle there = handles.get(table);
        if (there != null) {
            return there;
        }
        ColumnFamilyHandle made = db.createColumnFamily(descriptor(table, options));
        handles.put(table, made);
        return made;
    }

    List<ColumnFamilyHandle> all() {
        return List.copyOf(handles.values());
    }

    void close() {
        handles.values().forEach(ColumnFamilyHandle::close);
    }
}
