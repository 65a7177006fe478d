package io.strongroom.storage.table;

import io.strongroom.storage.StorageException;
import io.strongroom.storage.codec.MalformedException;
import io.strongroom.storage.codec.Row;
import io.strongroom.storage.codec.RowCodec;
import io.strongroom.storage.command.NodeStamp;
import io.strongroom.storage.command.RoleAssignment;
import io.strongroom.storage.command.Vault;
import io.strongroom.storage.command.VaultName;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/** Rows as values. A row that cannot be read, or is missing beside its index, is a fault. */
public final class Rows {
    private final TableReader tables;

    public Rows(TableReader tables) {
        this.tables = tables;
    }

    public <T> Optional<T> get(Table table, byte[] key, RowCodec<T> codec) {
        return tables.get(table, key).map(row -> decode(table, key, row, codec));
    }

    public boolean has(Table table, byte[] key) {
        return tables.get(table, key).isPresent();
    }

    /** Rows of a range in key order, at most so many. */
    public <T> List<T> list(Table table, Range range, int limit, RowCodec<T> codec) {
        List<T> rows = new ArrayList<>();
        if (limit > 0) {
            tables.scan(
                    table,
                    range.from,
                    range.until,
                    (key, row) -> {
                        rows.add(decode(table, key, row, codec));
                        return rows.size() < limit;
                    });
        }
        return rows;
    }

    public Optional<RoleAssignment> roleAssignment(String id) {
        return tables.get(Table.ROLE_ASSIGNMENT_IDS, Keys.text(id))
                .flatMap(key -> get(Table.ROLE_ASSIGNMENTS, key, RowCodec.ASSIGNMENT));
    }

    /** A number that is 0 until it is written. */
    public long number(Table table, byte[] key) {
        return get(table, key, RowCodec.NUMBER).map(Row.Count::value).orElse(0L);
    }

    /**
     * A key that no row of the table comes before: what lies there are the marks of rows removed,
     * maybe a million, and reading from the table's beginning would wade through them.
     */
    public byte[] front(Table table) {
        return tables.get(Table.META, Keys.front(table)).orElseGet(Keys::first);
    }

    /** The times by the quorum clock: {@link Keys#LOG_TIME} or {@link Keys#ITEM_TIME}. */
    public long millis(String time) {
        return get(Table.CLUSTER, Keys.text(time), RowCodec.LOG_TIME)
                .map(Row.LogTime::millis)
                .orElse(0L);
    }

    /** Empty before the first configuration. */
    public SortedSet<Integer> voters() {
        return new TreeSet<>(
                get(Table.CLUSTER, Keys.text(Keys.VOTERS), RowCodec.VOTERS)
                        .map(Row.Voters::nodes)
                        .orElseGet(List::of));
    }

    /** What the voter last said; zeros when it has not spoken. */
    public NodeStamp stamp(int voter) {
        return get(Table.NODES, Keys.node(Keys.STAMP, voter), RowCodec.NODE_STAMP)
                .orElseGet(() -> new NodeStamp(voter, 0, 0));
    }

    public Optional<Vault> vault(VaultName name) {
        return get(Table.VAULTS, Keys.vault(name), RowCodec.VAULT);
    }

    private static <T> T decode(Table table, byte[] key, byte[] row, RowCodec<T> codec) {
        try {
            return codec.decode(row);
        } catch (MalformedException e) {
            throw new StorageException(
                    "row "
                            + HexFormat.of().formatHex(key)
                            + " of table "
                            + table.label()
                            + " cannot be read by this version",
                    e);
        }
    }

    /** Keys from the first up to, not including, the last. */
    @SuppressWarnings("ArrayRecordComponent") // Passed on, never compared.
    public record Range(byte[] from, byte[] until) {
        /** All keys of a table. */
        public static Range all() {
            return new Range(Keys.first(), Keys.last());
        }

        /** All keys that begin with the prefix, which ends with a text. */
        public static Range of(byte[] prefix) {
            return new Range(prefix, Keys.afterAll(prefix));
        }

        /** The keys of {@link #of} behind one of them. */
        public static Range of(byte[] prefix, byte[] after) {
            return new Range(Keys.after(after), Keys.afterAll(prefix));
        }
    }
}
