package io.strongroom.storage.fake;

import io.strongroom.storage.StorageException;
import io.strongroom.storage.table.Changes;
import io.strongroom.storage.table.Keys;
import io.strongroom.storage.table.RowVisitor;
import io.strongroom.storage.table.Table;
import io.strongroom.storage.table.TableReader;
import io.strongroom.storage.table.TableStore;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/** Tables in memory. Thread-safe; fails like the real one once closed. */
public final class MemoryTables implements TableStore {
    private final Map<Table, NavigableMap<byte[], byte[]>> rows = new EnumMap<>(Table.class);
    private boolean closed;

    public MemoryTables() {
        for (Table table : Table.values()) {
            rows.put(table, new TreeMap<>(Arrays::compareUnsigned));
        }
    }

    @Override
    public synchronized Optional<byte[]> get(Table table, byte[] key) {
        return Optional.ofNullable(of(table).get(key)).map(byte[]::clone);
    }

    @Override
    public synchronized void scan(Table table, byte[] from, byte[] until, RowVisitor visitor) {
        List<Map.Entry<byte[], byte[]>> found =
                new ArrayList<>(of(table).subMap(from, true, until, false).entrySet());
        for (Map.Entry<byte[], byte[]> row : found) {
            if (!visitor.visit(row.getKey().clone(), row.getValue().clone())) {
                return;
            }
        }
    }

    @Override
    public synchronized void commit(Changes changes) {
        changes.forEach((table, key, row) -> {
            if (row.isPresent()) {
                of(table).put(key, row.get());
            } else {
                of(table).remove(key);
            }
        });
    }

    @Override
    public synchronized void copyTo(Path folder) {
        try (DataOutputStream file =
                new DataOutputStream(Files.newOutputStream(folder.resolve("rows")))) {
            for (Table table : Table.values()) {
                file.writeInt(of(table).size());
                for (Map.Entry<byte[], byte[]> row : of(table).entrySet()) {
                    file.writeInt(row.getKey().length);
                    file.write(row.getKey());
                    file.writeInt(row.getValue().length);
                    file.write(row.getValue());
                }
            }
        } catch (IOException e) {
            throw new StorageException("the copy cannot be written", e);
        }
    }

    @Override
    public synchronized void replaceBy(Path folder) {
        try (DataInputStream file =
                new DataInputStream(Files.newInputStream(folder.resolve("rows")))) {
            for (Table table : Table.values()) {
                of(table).clear();
                int size = file.readInt();
                for (int row = 0; row < size; row++) {
                    byte[] key = file.readNBytes(file.readInt());
                    of(table).put(key, file.readNBytes(file.readInt()));
                }
            }
        } catch (IOException e) {
            throw new StorageException("the copy cannot be read", e);
        }
    }

    /** A copy that no later commit changes. */
    public synchronized MemoryTables copy() {
        MemoryTables copy = new MemoryTables();
        for (Table table : Table.values()) {
            copy.of(table).putAll(of(table));
        }
        return copy;
    }

    public synchronized void close() {
        closed = true;
    }

    /** How many rows of the table hold the bytes, in key or value. */
    public static int rowsWith(TableReader tables, Table table, byte[] needle) {
        int[] count = {0};
        tables.scan(
                table,
                Keys.first(),
                Keys.last(),
                (key, row) -> {
                    if (contains(key, needle) || contains(row, needle)) {
                        count[0]++;
                    }
                    return true;
                });
        return count[0];
    }

    private static boolean contains(byte[] bytes, byte[] needle) {
        for (int at = 0; at + needle.length <= bytes.length; at++) {
            if (Arrays.equals(bytes, at, at + needle.length, needle, 0, needle.length)) {
                return true;
            }
        }
        return false;
    }

    private NavigableMap<byte[], byte[]> of(Table table) {
        NavigableMap<byte[], byte[]> found = rows.get(table);
        if (closed || found == null) {
            throw new StorageException("the database is closed");
        }
        return found;
    }
}
