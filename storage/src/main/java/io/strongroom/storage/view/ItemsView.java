package io.strongroom.storage.view;

import io.strongroom.storage.command.DeletedItem;
import io.strongroom.storage.command.ItemName;
import io.strongroom.storage.command.ItemVersion;
import io.strongroom.storage.command.VaultName;
import io.strongroom.storage.command.VersionId;

import java.util.List;
import java.util.Optional;

/** The items of one kind, as of its {@link StateView}'s index and as long as that is open. */
public interface ItemsView<V extends ItemVersion> {
    /** The latest version of a live item. */
    Optional<V> latest(VaultName vault, ItemName name);

    /** A version of a live item. */
    Optional<V> version(VaultName vault, ItemName name, VersionId version);

    /** How many versions a live item has; 0 when there is none. */
    int versionCount(VaultName vault, ItemName name);

    /**
     * Latest versions of live items in the order of their names' keys.
     *
     * @param after the {@link ItemName#key} to start behind, empty string for the beginning
     */
    List<V> list(VaultName vault, String after, int limit);

    /**
     * Versions of a live item in the order of their ids; empty when there is no such item.
     *
     * @param after the version id to start behind, empty string for the beginning
     */
    List<V> versions(VaultName vault, ItemName name, String after, int limit);

    /** Versions of a live item, oldest first. */
    List<V> versionsByAge(VaultName vault, ItemName name);

    Optional<DeletedItem<V>> deleted(VaultName vault, ItemName name);

    /** Deleted items in the order of their names' keys; see {@link #list}. */
    List<DeletedItem<V>> listDeleted(VaultName vault, String after, int limit);
}
