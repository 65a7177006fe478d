package io.strongroom.storage.state;

import io.strongroom.storage.codec.Row;
import io.strongroom.storage.codec.RowCodec;
import io.strongroom.storage.command.DeletedItem;
import io.strongroom.storage.command.ItemName;
import io.strongroom.storage.command.ItemVersion;
import io.strongroom.storage.command.Result;
import io.strongroom.storage.command.Vault;
import io.strongroom.storage.command.VaultName;
import io.strongroom.storage.table.Changes;
import io.strongroom.storage.table.Keys;
import io.strongroom.storage.table.Rows;
import io.strongroom.storage.table.Rows.Range;
import io.strongroom.storage.table.Shelf;
import io.strongroom.storage.table.ShelfRows;
import io.strongroom.storage.table.Table;

import java.util.List;
import java.util.Optional;

/**
 * From live to deleted, and back or on to nothing, for one kind of items. An item's versions stay
 * where they are.
 */
final class RetentionApplier<V extends ItemVersion> {
    private static final long DAY_SECONDS = 86_400;

    private final Changes tables;
    private final Rows rows;
    private final Times times;
    private final Kind<V> kind;
    private final Shelf<V> shelf;
    private final ShelfRows<V> items;

    RetentionApplier(Changes tables, Times times, Kind<V> kind) {
        this.tables = tables;
        this.rows = new Rows(tables);
        this.times = times;
        this.kind = kind;
        this.shelf = kind.shelf();
        this.items = new ShelfRows<>(rows, shelf);
    }

    Result delete(VaultName vault, ItemName name) {
        Optional<Vault> settings = rows.vault(vault);
        if (settings.isEmpty()) {
            return new Result.VaultMissing();
        }
        Optional<Row.ItemHead> found = items.live(vault, name);
        if (found.isEmpty()) {
            return new Result.ItemMissing();
        }
        Row.ItemHead head = found.get();
        long nowSeconds = times.itemMillis() / 1000;
        long purgeSeconds = nowSeconds + settings.get().retentionDays() * DAY_SECONDS;
        tables.delete(shelf.live(), Keys.item(vault, head.name()));
        putDeleted(vault, new Row.DeletedHead(head, nowSeconds, purgeSeconds, !times.agree()));
        return kind.deleted()
                .apply(new DeletedItem<>(items.latest(vault, head), nowSeconds, purgeSeconds));
    }

    Result recover(VaultName vault, ItemName name) {
        if (rows.vault(vault).isEmpty()) {
            return new Result.VaultMissing();
        }
        Optional<Row.DeletedHead> deleted = items.deleted(vault, name);
        if (deleted.isEmpty()) {
            return new Result.DeletedItemMissing();
        }
        Row.ItemHead head = deleted.get().head();
        removeHead(vault, deleted.get());
        tables.put(shelf.live(), Keys.item(vault, head.name()), RowCodec.ITEM_HEAD.encode(head));
        return kind.stored().apply(items.latest(vault, head));
    }

    Result purge(VaultName vault, ItemName name) {
        Optional<Vault> settings = rows.vault(vault);
        if (settings.isEmpty()) {
            return new Result.VaultMissing();
        }
        Optional<Row.DeletedHead> deleted = items.deleted(vault, name);
        if (deleted.isEmpty()) {
            return new Result.DeletedItemMissing();
        }
        if (settings.get().purgeProtection()) {
            return new Result.PurgeProtected();
        }
        remove(vault, deleted.get());
        return new Result.Done();
    }

    /**
     * Purge protection does not hold here: it ends with the retention. Stops once as many versions
     * as the limit says are gone, or looked at in vain. The item that it is at is finished: one
     * command removes less than the limit and one item's versions together.
     */
    int purgeDue(int limit) {
        List<Row.Standstill> standstills = new Standstills(tables).all();
        Range range = new Range(rows.front(shelf.purgeDates()), Keys.last());
        int purged = 0;
        int work = 0;
        boolean postponed = false;
        for (Row.PurgeDate date :
                rows.list(shelf.purgeDates(), range, limit, RowCodec.PURGE_DATE)) {
            byte[] key = Keys.purgeDate(date.dueSeconds(), date.vault(), date.name());
            if (!past(date.dueSeconds())) {
                if (!postponed) {
                    // One that was just put off may lie before this one.
                    tables.moveFront(shelf.purgeDates(), key);
                }
                break;
            }
            tables.moveFront(shelf.purgeDates(), Keys.after(key));
            Row.DeletedHead deleted = items.deleted(date.vault(), date.name()).orElseThrow();
            long laterSeconds = date.dueSeconds() + lateSeconds(standstills, deleted);
            if (past(laterSeconds)) {
                remove(date.vault(), deleted);
                purged++;
                work += Math.max(1, deleted.head().versionCount());
            } else {
                postpone(date.vault(), deleted, laterSeconds);
                postponed = true;
                work++;
            }
            if (work >= limit) {
                break;
            }
        }
        return purged;
    }

    private boolean past(long seconds) {
        return times.quorumMillis() / 1000 >= seconds;
    }

    /** By how much the deletion may have been later than its date. */
    private static long lateSeconds(List<Row.Standstill> standstills, Row.DeletedHead deleted) {
        return deleted.dateUncertain()
                ? Standstills.latestSeconds(standstills, deleted.deletedSeconds())
                        - deleted.deletedSeconds()
                : 0;
    }

    /** It was deleted later than its date says. Both dates move, so that this is done once. */
    private void postpone(VaultName vault, Row.DeletedHead deleted, long purgeSeconds) {
        long lateSeconds = purgeSeconds - deleted.scheduledPurgeSeconds();
        removeHead(vault, deleted);
        putDeleted(
                vault,
                new Row.DeletedHead(
                        deleted.head(),
                        deleted.deletedSeconds() + lateSeconds,
                        purgeSeconds,
                        false));
    }

    private void putDeleted(VaultName vault, Row.DeletedHead deleted) {
        ItemName name = deleted.head().name();
        long purgeSeconds = deleted.scheduledPurgeSeconds();
        tables.put(shelf.deleted(), Keys.item(vault, name), RowCodec.DELETED_HEAD.encode(deleted));
        tables.putBehindFront(
                shelf.purgeDates(),
                Keys.purgeDate(purgeSeconds, vault, name),
                RowCodec.PURGE_DATE.encode(new Row.PurgeDate(purgeSeconds, vault, name)));
    }

    private void remove(VaultName vault, Row.DeletedHead deleted) {
        ItemName name = deleted.head().name();
        removeHead(vault, deleted);
        Items.of(tables, shelf).removeFromRoots(vault, name);
        removeAll(shelf.versions(), Keys.item(vault, name));
        removeAll(shelf.versionsByAge(), Keys.item(vault, name));
        shelf.beside().forEach(table -> tables.delete(table, Keys.item(vault, name)));
    }

    private void removeHead(VaultName vault, Row.DeletedHead deleted) {
        ItemName name = deleted.head().name();
        tables.delete(shelf.deleted(), Keys.item(vault, name));
        tables.delete(
                shelf.purgeDates(), Keys.purgeDate(deleted.scheduledPurgeSeconds(), vault, name));
    }

    private void removeAll(Table table, byte[] prefix) {
        tables.scan(
                table,
                prefix,
                Keys.afterAll(prefix),
                (key, _) -> {
                    tables.delete(table, key);
                    return true;
                });
    }
}
