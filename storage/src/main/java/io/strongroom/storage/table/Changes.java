package io.strongroom.storage.table;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The changes of one log entry, laid over the tables as they are: a later command of the entry
 * reads what an earlier one wrote. Unlike other readers' its arrays are not to be changed. For one
 * thread.
 */
public final class Changes implements TableReader {
    private final TableReader base;
    private final Map<Table, NavigableMap<byte[], Optional<byte[]>>> changes =
            new EnumMap<>(Table.class);
    // What is read once is asked for again when the digest takes the old rows out.
    private final Map<Table, NavigableMap<byte[], Optional<byte[]>>> read =
            new EnumMap<>(Table.class);

    public Changes(TableReader base) {
        this.base = base;
        for (Table table : Table.values()) {
            changes.put(table, new TreeMap<>(Arrays::compareUnsigned));
            read.put(table, new TreeMap<>(Arrays::compareUnsigned));
        }
    }

    /** Takes over both arrays. */
    public void put(Table table, byte[] key, byte[] row) {
        of(table).put(key, Optional.of(row));
    }

    /**
     * Like {@link #put}, for a key that has no row now: spares looking for one, which the digest
     * would want to know.
     */
    public void putNew(Table table, byte[] key, byte[] row) {
        // What this entry has deleted may have been there before it.
        if (!of(table).containsKey(key)) {
            of(read, table).putIfAbsent(key, Optional.empty());
        }
        put(table, key, row);
    }

    /** A row that is not there may be deleted. */
    public void delete(Table table, byte[] key) {
        of(table).put(key, Optional.empty());
    }

    @Override
    public Optional<byte[]> get(Table table, byte[] key) {
        Optional<byte[]> changed = of(table).get(key);
        return changed == null ? before(table, key) : changed;
    }

    /** The row as it was before the entry. */
    public Optional<byte[]> before(Table table, byte[] key) {
        NavigableMap<byte[], Optional<byte[]>> rows = of(read, table);
        Optional<byte[]> known = rows.get(key);
        if (known == null) {
            known = base.get(table, key);
            rows.put(key, known);
        }
        return known;
    }

    /** No row of the table comes before the key any more; see {@link Rows#front}. */
    public void moveFront(Table table, byte[] key) {
        put(Table.META, Keys.front(table), key);
    }

    /** Like {@link #put}, for a table with a {@link Rows#front}. */
    public void putBehindFront(Table table, byte[] key, byte[] row) {
        frontUpTo(table, key);
        put(table, key, row);
    }

    /** Like {@link #putNew}, for a table with a {@link Rows#front}. */
    public void putNewBehindFront(Table table, byte[] key, byte[] row) {
        frontUpTo(table, key);
        putNew(table, key, row);
    }

    private void frontUpTo(Table table, byte[] key) {
        if (Arrays.compareUnsigned(key, new Rows(this).front(table)) < 0) {
            moveFront(table, key);
        }
    }

    /** Whether the entry takes rows out of the table. */
    public boolean deletesFrom(Table table) {
        return of(table).values().stream().anyMatch(Optional::isEmpty);
    }

    @Override
    public void scan(Table table, byte[] from, byte[] until, RowVisitor visitor) {
        if (Arrays.compareUnsigned(from, until) >= 0) {
            return;
        }
        // A copy, so that the visitor may change what it scans.
        Merge merge =
                new Merge(
                        new ArrayDeque<>(
                                of(table).subMap(from, until).entrySet().stream()
                                        .map(entry -> Map.entry(entry.getKey(), entry.getValue()))
                                        .toList()),
                        visitor);
        base.scan(table, from, until, merge);
        merge.finish();
    }

    /** Visits every change, in the order of tables and keys; an empty row is a deletion. */
    public void forEach(ChangeVisitor visitor) {
        for (Table table : Table.values()) {
            of(table).forEach((key, row) -> visitor.visit(table, key, row));
        }
    }

    private NavigableMap<byte[], Optional<byte[]>> of(Table table) {
        return of(changes, table);
    }

    private static NavigableMap<byte[], Optional<byte[]>> of(
            Map<Table, NavigableMap<byte[], Optional<byte[]>>> all, Table table) {
        NavigableMap<byte[], Optional<byte[]>> rows = all.get(table);
        if (rows == null) {
            throw new IllegalStateException("every table has its changes");
        }
        return rows;
    }

    /** Takes the changes of one entry. */
    @FunctionalInterface
    public interface ChangeVisitor {
        void visit(Table table, byte[] key, Optional<byte[]> row);
    }

    /** Mixes changed rows into a scan of the unchanged ones. */
    private static final class Merge implements RowVisitor {
        private final ArrayDeque<Map.Entry<byte[], Optional<byte[]>>> pending;
        private final RowVisitor visitor;
        private boolean going = true;

        private Merge(ArrayDeque<Map.Entry<byte[], Optional<byte[]>>> pending, RowVisitor visitor) {
            this.pending = pending;
            this.visitor = visitor;
        }

        @Override
        public boolean visit(byte[] key, byte[] row) {
            while (going && !pending.isEmpty()) {
                int order = Arrays.compareUnsigned(pending.element().getKey(), key);
                if (order > 0) {
                    break;
                }
                next();
                if (order == 0) {
                    return going;
                }
            }
            going = going && visitor.visit(key, row);
            return going;
        }

        private void finish() {
            while (going && !pending.isEmpty()) {
                next();
            }
        }

        private void next() {
            Map.Entry<byte[], Optional<byte[]>> change = pending.remove();
            Optional<byte[]> row = change.getValue();
            going = row.isEmpty() || visitor.visit(change.getKey(), row.get());
        }
    }
}
