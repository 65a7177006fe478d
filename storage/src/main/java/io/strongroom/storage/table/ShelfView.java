package io.strongroom.storage.table;

import io.strongroom.storage.codec.Row;
import io.strongroom.storage.codec.RowCodec;
import io.strongroom.storage.command.DeletedItem;
import io.strongroom.storage.command.ItemName;
import io.strongroom.storage.command.ItemVersion;
import io.strongroom.storage.command.VaultName;
import io.strongroom.storage.command.VersionId;
import io.strongroom.storage.table.Rows.Range;
import io.strongroom.storage.view.ItemsView;

import java.util.List;
import java.util.Optional;

/** One shelf as handlers see it. */
record ShelfView<V extends ItemVersion>(Rows rows, Shelf<V> shelf, ShelfRows<V> items)
        implements ItemsView<V> {
    static <V extends ItemVersion> ShelfView<V> of(Rows rows, Shelf<V> shelf) {
        return new ShelfView<>(rows, shelf, new ShelfRows<>(rows, shelf));
    }

    @Override
    public Optional<V> latest(VaultName vault, ItemName name) {
        return items.live(vault, name).map(head -> items.latest(vault, head));
    }

    @Override
    public Optional<V> version(VaultName vault, ItemName name, VersionId version) {
        return items.live(vault, name).flatMap(_ -> items.version(vault, name, version));
    }

    @Override
    public int versionCount(VaultName vault, ItemName name) {
        return items.live(vault, name).map(Row.ItemHead::versionCount).orElse(0);
    }

    @Override
    public List<V> list(VaultName vault, String after, int limit) {
        return rows
                .list(shelf.live(), namesBehind(vault, after), limit, RowCodec.ITEM_HEAD)
                .stream()
                .map(head -> items.latest(vault, head))
                .toList();
    }

    @Override
    public List<V> versions(VaultName vault, ItemName name, String after, int limit) {
        if (items.live(vault, name).isEmpty()) {
            return List.of();
        }
        byte[] item = Keys.item(vault, name);
        Range range =
                after.isEmpty() ? Range.of(item) : Range.of(item, Keys.version(vault, name, after));
        return rows.list(shelf.versions(), range, limit, shelf.codec());
    }

    @Override
    public List<V> versionsByAge(VaultName vault, ItemName name) {
        if (items.live(vault, name).isEmpty()) {
            return List.of();
        }
        Range range = Range.of(Keys.item(vault, name));
        return rows
                .list(shelf.versionsByAge(), range, Integer.MAX_VALUE, RowCodec.VERSION_REF)
                .stream()
                .map(ref -> items.knownVersion(vault, name, ref.version()))
                .toList();
    }

    @Override
    public Optional<DeletedItem<V>> deleted(VaultName vault, ItemName name) {
        return items.deleted(vault, name).map(head -> items.deletedItem(vault, head));
    }

    @Override
    public List<DeletedItem<V>> listDeleted(VaultName vault, String after, int limit) {
        Range range = namesBehind(vault, after);
        return rows.list(shelf.deleted(), range, limit, RowCodec.DELETED_HEAD).stream()
                .map(head -> items.deletedItem(vault, head))
                .toList();
    }

    private static Range namesBehind(VaultName vault, String after) {
        byte[] prefix = Keys.vault(vault);
        return after.isEmpty() ? Range.of(prefix) : Range.of(prefix, Keys.item(vault, after));
    }
}
