package io.strongroom.storage.table;

import io.strongroom.storage.StorageException;
import io.strongroom.storage.codec.Row;
import io.strongroom.storage.codec.RowCodec;
import io.strongroom.storage.command.DeletedItem;
import io.strongroom.storage.command.ItemName;
import io.strongroom.storage.command.ItemVersion;
import io.strongroom.storage.command.VaultName;
import io.strongroom.storage.command.VersionId;

import java.util.Optional;

/** Reads the rows of one kind of items. For one thread. */
public record ShelfRows<V extends ItemVersion>(Rows rows, Shelf<V> shelf) {
    /** The head of a live item. */
    public Optional<Row.ItemHead> live(VaultName vault, ItemName name) {
        return rows.get(shelf.live(), Keys.item(vault, name), RowCodec.ITEM_HEAD);
    }

    /** The head of a deleted item. */
    public Optional<Row.DeletedHead> deleted(VaultName vault, ItemName name) {
        return rows.get(shelf.deleted(), Keys.item(vault, name), RowCodec.DELETED_HEAD);
    }

    /** A version of a live or deleted item. */
    public Optional<V> version(VaultName vault, ItemName name, VersionId version) {
        return rows.get(shelf.versions(), Keys.version(vault, name, version), shelf.codec());
    }

    /** A version that a head or an index names. */
    public V knownVersion(VaultName vault, ItemName name, VersionId version) {
        return version(vault, name, version)
                .orElseThrow(() ->
                        new StorageException(
                                "the database is inconsistent: version "
                                        + version
                                        + " of "
                                        + name
                                        + " in vault "
                                        + vault
                                        + " has no row in "
                                        + shelf.versions().label()
                                        + ". Move the database's folder aside,"
                                        + " keep the log's, and start the node again"));
    }

    /** The latest version of what the head is of. */
    public V latest(VaultName vault, Row.ItemHead head) {
        return knownVersion(vault, head.name(), head.latest());
    }

    DeletedItem<V> deletedItem(VaultName vault, Row.DeletedHead deleted) {
        return new DeletedItem<>(
                latest(vault, deleted.head()),
                deleted.deletedSeconds(),
                deleted.scheduledPurgeSeconds());
    }
}
