package io.strongroom.storage.state;

import io.strongroom.storage.codec.Row;
import io.strongroom.storage.codec.RowCodec;
import io.strongroom.storage.command.ItemName;
import io.strongroom.storage.command.ItemVersion;
import io.strongroom.storage.command.Result;
import io.strongroom.storage.command.VaultName;
import io.strongroom.storage.table.Changes;
import io.strongroom.storage.table.Keys;
import io.strongroom.storage.table.Rows;
import io.strongroom.storage.table.Shelf;
import io.strongroom.storage.table.ShelfRows;

import java.util.List;
import java.util.Optional;

/** Writes live items of one kind and their versions. */
record Items<V extends ItemVersion>(Changes tables, Rows rows, Shelf<V> shelf, ShelfRows<V> items) {
    static <V extends ItemVersion> Items<V> of(Changes tables, Shelf<V> shelf) {
        Rows rows = new Rows(tables);
        return new Items<>(tables, rows, shelf, new ShelfRows<>(rows, shelf));
    }

    /** Why nothing new can be put under a name; empty when it can. */
    Optional<Result> refusal(VaultName vault, ItemName name) {
        if (rows.vault(vault).isEmpty()) {
            return Optional.of(new Result.VaultMissing());
        }
        return items.deleted(vault, name).isPresent()
                ? Optional.of(new Result.ItemIsDeleted())
                : Optional.empty();
    }

    /** Why nothing can be restored under a name; empty when it can. */
    Optional<Result> restoreRefusal(VaultName vault, ItemName name) {
        Optional<Result> refusal = refusal(vault, name);
        return refusal.isEmpty() && items.live(vault, name).isPresent()
                ? Optional.of(new Result.ItemExists())
                : refusal;
    }

    /** Adds a version, which becomes the latest. */
    void add(VaultName vault, Optional<Row.ItemHead> before, V version) {
        putHead(vault, append(vault, before, version));
    }

    /**
     * Adds an item with all its versions.
     *
     * @param versions oldest first, at least one
     * @return the latest
     */
    V addAll(VaultName vault, List<V> versions) {
        Optional<Row.ItemHead> head = Optional.empty();
        for (V version : versions) {
            head = Optional.of(append(vault, head, version));
        }
        putHead(vault, head.orElseThrow());
        return items.latest(vault, head.orElseThrow());
    }

    /** Stores the version behind the others and gives the head that goes with it. */
    private Row.ItemHead append(VaultName vault, Optional<Row.ItemHead> before, V version) {
        long sequence = before.map(Row.ItemHead::nextSequence).orElse(1L);
        int count = before.map(Row.ItemHead::versionCount).orElse(0);
        putVersion(vault, version);
        tables.putNew(
                shelf.versionsByAge(),
                Keys.versionByAge(vault, version.name(), sequence),
                RowCodec.VERSION_REF.encode(new Row.VersionRef(version.version())));
        return new Row.ItemHead(version.name(), version.version(), sequence + 1, count + 1);
    }

    void putHead(VaultName vault, Row.ItemHead head) {
        tables.put(shelf.live(), Keys.item(vault, head.name()), RowCodec.ITEM_HEAD.encode(head));
    }

    void putVersion(VaultName vault, V version) {
        tables.put(
                shelf.versions(),
                Keys.version(vault, version.name(), version.version()),
                shelf.codec().encode(version));
        version.rootGeneration()
                .ifPresent(root ->
                        shelf.byRoot()
                                .ifPresent(table ->
                                        tables.put(
                                                table,
                                                Keys.keyByRoot(
                                                        root,
                                                        vault,
                                                        version.name(),
                                                        version.version()),
                                                RowCodec.KEY_PLACE.encode(
                                                        new Row.KeyPlace(
                                                                vault,
                                                                version.name(),
                                                                version.version())))));
    }

    /** Takes the versions of an item out of the order of the root keys that wrap them. */
    void removeFromRoots(VaultName vault, ItemName name) {
        if (shelf.byRoot().isEmpty()) {
            return; // Reading every version for nothing would be dear.
        }
        Rows.Range range = Rows.Range.of(Keys.item(vault, name));
        rows.list(shelf.versions(), range, Integer.MAX_VALUE, shelf.codec())
                .forEach(version -> removeFromRoot(vault, version));
    }

    void removeFromRoot(VaultName vault, V version) {
        version.rootGeneration()
                .ifPresent(root ->
                        shelf.byRoot()
                                .ifPresent(table ->
                                        tables.delete(
                                                table,
                                                Keys.keyByRoot(
                                                        root,
                                                        vault,
                                                        version.name(),
                                                        version.version()))));
    }
}
