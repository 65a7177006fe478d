package io.strongroom.storage.state;

import io.strongroom.storage.command.DeletedItem;
import io.strongroom.storage.command.ItemVersion;
import io.strongroom.storage.command.KeyVersion;
import io.strongroom.storage.command.Result;
import io.strongroom.storage.command.SecretVersion;
import io.strongroom.storage.table.Shelf;

import java.util.function.Function;

/**
 * A kind of items: where they are kept, and what is said of them.
 *
 * @param stored of a version that lives again
 * @param deleted of an item that does no longer
 */
record Kind<V extends ItemVersion>(
        Shelf<V> shelf, Function<V, Result> stored, Function<DeletedItem<V>, Result> deleted) {
    static final Kind<SecretVersion> SECRET =
            new Kind<>(
                    Shelf.SECRETS,
                    version -> new Result.SecretStored(version.withoutValue()),
                    item ->
                            new Result.SecretDeleted(
                                    new DeletedItem<>(
                                            item.latest().withoutValue(),
                                            item.deletedSeconds(),
                                            item.scheduledPurgeSeconds())));

    static final Kind<KeyVersion> KEY =
            new Kind<>(
                    Shelf.KEYS,
                    version -> new Result.KeyStored(version.withoutPrivate()),
                    item ->
                            new Result.KeyDeleted(
                                    new DeletedItem<>(
                                            item.latest().withoutPrivate(),
                                            item.deletedSeconds(),
                                            item.scheduledPurgeSeconds())));
}
