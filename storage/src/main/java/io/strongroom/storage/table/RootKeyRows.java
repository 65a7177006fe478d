package io.strongroom.storage.table;

import io.strongroom.storage.codec.Row;
import io.strongroom.storage.codec.RowCodec;
import io.strongroom.storage.command.RootKeyGeneration;
import io.strongroom.storage.command.RootKeyHolder;
import io.strongroom.storage.command.WrappedDataKey;
import io.strongroom.storage.table.Rows.Range;

import java.util.List;
import java.util.Optional;

/** Reads the rows about root keys. For one thread. */
public record RootKeyRows(Rows rows) {
    /**
     * Every root key, oldest first; empty before the cluster is founded. The first has no row as
     * long as it is the only one.
     */
    public List<RootKeyGeneration> all() {
        List<RootKeyGeneration> written =
                rows.list(
                        Table.ROOT_KEYS,
                        Range.of(Keys.text(Keys.ROOT_KEY)),
                        Integer.MAX_VALUE,
                        RowCodec.ROOT_KEY);
        return written.isEmpty() ? founding().stream().toList() : written;
    }

    private Optional<RootKeyGeneration> founding() {
        return rows.get(Table.CLUSTER, Keys.text(Keys.CLUSTER), RowCodec.CLUSTER)
                .map(cluster ->
                        new RootKeyGeneration(
                                RootKeyGeneration.FIRST,
                                cluster.rootKeyFingerprint(),
                                RootKeyGeneration.State.CURRENT,
                                0));
    }

    public Optional<RootKeyGeneration> of(int generation) {
        return all().stream().filter(key -> key.generation() == generation).findFirst();
    }

    /** Whether something may be wrapped by it; by the first also before the cluster is founded. */
    public boolean wraps(int generation) {
        List<RootKeyGeneration> all = all();
        return all.isEmpty()
                ? generation == RootKeyGeneration.FIRST
                : all.stream()
                        .anyMatch(key -> key.generation() == generation && key.state().wraps());
    }

    /** How far nodes are with a root key, ordered by node. */
    public List<RootKeyHolder> holders(int generation) {
        Range range =
                new Range(Keys.rootKeyHolders(generation), Keys.rootKeyHolders(generation + 1));
        return rows.list(Table.ROOT_KEYS, range, Integer.MAX_VALUE, RowCodec.ROOT_KEY_HOLDER);
    }

    /** Versions of keys that the root key wraps inside HSMs. */
    public List<Row.KeyPlace> keys(int generation, int limit) {
        Range range = new Range(Keys.keysByRoot(generation), Keys.keysByRoot(generation + 1));
        return rows.list(Table.KEYS_BY_ROOT, range, limit, RowCodec.KEY_PLACE);
    }

    /** Whether a data key or a key is wrapped by the root key; reads every data key. */
    public boolean inUse(int generation) {
        List<WrappedDataKey> dataKeys =
                rows.list(Table.DATA_KEYS, Range.all(), Integer.MAX_VALUE, RowCodec.DATA_KEY);
        return dataKeys.stream().anyMatch(key -> key.rootGeneration() == generation)
                || !keys(generation, 1).isEmpty();
    }
}
