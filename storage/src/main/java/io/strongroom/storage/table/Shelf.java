package io.strongroom.storage.table;

import io.strongroom.storage.codec.RowCodec;
import io.strongroom.storage.command.ItemVersion;
import io.strongroom.storage.command.KeyVersion;
import io.strongroom.storage.command.SecretVersion;

import java.util.List;
import java.util.Optional;

/**
 * Where items of one kind are kept: they live, are deleted and leave alike, each kind in tables of
 * its own.
 *
 * @param live heads of live items by vault and name
 * @param deleted heads of deleted items by vault and name
 * @param versions of live and deleted items, by vault, name and version id
 * @param versionsByAge version ids by vault, name and sequence number
 * @param purgeDates deleted items by the time of their purge
 * @param beside what else goes with an item, by vault and name, until it is purged
 * @param byRoot versions by the root key that wraps them; empty for a kind that none does
 * @param codec of the versions
 */
public record Shelf<V extends ItemVersion>(
        Table live,
        Table deleted,
        Table versions,
        Table versionsByAge,
        Table purgeDates,
        List<Table> beside,
        Optional<Table> byRoot,
        RowCodec<V> codec) {
    public static final Shelf<SecretVersion> SECRETS =
            new Shelf<>(
                    Table.SECRETS,
                    Table.DELETED_SECRETS,
                    Table.SECRET_VERSIONS,
                    Table.SECRET_VERSIONS_BY_AGE,
                    Table.PURGE_DATES,
                    List.of(),
                    Optional.empty(),
                    RowCodec.SECRET_VERSION);

    public static final Shelf<KeyVersion> KEYS =
            new Shelf<>(
                    Table.KEYS,
                    Table.DELETED_KEYS,
                    Table.KEY_VERSIONS,
                    Table.KEY_VERSIONS_BY_AGE,
                    Table.KEY_PURGE_DATES,
                    List.of(Table.ROTATION_POLICIES),
                    Optional.of(Table.KEYS_BY_ROOT),
                    RowCodec.KEY_VERSION);

    /** Of every kind. */
    public static final List<Shelf<?>> ALL = List.of(SECRETS, KEYS);
}
