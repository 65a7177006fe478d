package io.strongroom.storage.state;

import io.strongroom.storage.codec.Row;
import io.strongroom.storage.codec.RowCodec;
import io.strongroom.storage.command.Command;
import io.strongroom.storage.command.DeletedSecret;
import io.strongroom.storage.command.Result;
import io.strongroom.storage.command.SecretName;
import io.strongroom.storage.command.SecretVersion;
import io.strongroom.storage.command.Vault;
import io.strongroom.storage.command.VaultName;
import io.strongroom.storage.table.Changes;
import io.strongroom.storage.table.Keys;
import io.strongroom.storage.table.Rows;
import io.strongroom.storage.table.Rows.Range;
import io.strongroom.storage.table.Table;

import java.util.List;
import java.util.Optional;

/** From live to deleted, and back or on to nothing. A secret's versions stay where they are. */
final class RetentionApplier {
    private static final long DAY_SECONDS = 86_400;

    private final Changes tables;
    private final Rows rows;
    private final Times times;

    RetentionApplier(Changes tables, Times times) {
        this.tables = tables;
        this.rows = new Rows(tables);
        this.times = times;
    }

    Result delete(Command.DeleteSecret delete) {
        VaultName vault = delete.vault();
        Optional<Vault> settings = rows.vault(vault);
        if (settings.isEmpty()) {
            return new Result.VaultMissing();
        }
        Optional<Row.SecretHead> found = rows.secret(vault, delete.name());
        if (found.isEmpty()) {
            return new Result.SecretMissing();
        }
        Row.SecretHead head = found.get();
        long nowSeconds = times.itemMillis() / 1000;
        long purgeSeconds = nowSeconds + settings.get().retentionDays() * DAY_SECONDS;
        tables.delete(Table.SECRETS, Keys.secret(vault, head.name()));
        putDeleted(vault, new Row.DeletedHead(head, nowSeconds, purgeSeconds, !times.agree()));
        return new Result.SecretDeleted(
                new DeletedSecret(latest(vault, head), nowSeconds, purgeSeconds));
    }

    Result recover(Command.RecoverSecret recover) {
        VaultName vault = recover.vault();
        if (rows.vault(vault).isEmpty()) {
            return new Result.VaultMissing();
        }
        Optional<Row.DeletedHead> deleted = rows.deletedSecret(vault, recover.name());
        if (deleted.isEmpty()) {
            return new Result.DeletedSecretMissing();
        }
        Row.SecretHead head = deleted.get().head();
        removeHead(vault, deleted.get());
        tables.put(
                Table.SECRETS, Keys.secret(vault, head.name()), RowCodec.SECRET_HEAD.encode(head));
        return new Result.SecretStored(latest(vault, head));
    }

    Result purge(Command.PurgeSecret purge) {
        VaultName vault = purge.vault();
        Optional<Vault> settings = rows.vault(vault);
        if (settings.isEmpty()) {
            return new Result.VaultMissing();
        }
        Optional<Row.DeletedHead> deleted = rows.deletedSecret(vault, purge.name());
        if (deleted.isEmpty()) {
            return new Result.DeletedSecretMissing();
        }
        if (settings.get().purgeProtection()) {
            return new Result.PurgeProtected();
        }
        remove(vault, deleted.get());
        return new Result.Done();
    }

    /**
     * Purge protection does not hold here: it ends with the retention. Stops once as many versions
     * as the limit says are gone, or looked at in vain. The secret that it is at is finished: one
     * command removes less than the limit and one secret's versions together.
     */
    Result purgeDue(Command.PurgeDue due) {
        List<Row.Standstill> standstills = new Standstills(tables).all();
        Range range = new Range(rows.front(Table.PURGE_DATES), Keys.last());
        int purged = 0;
        int work = 0;
        boolean postponed = false;
        for (Row.PurgeDate date :
                rows.list(Table.PURGE_DATES, range, due.limit(), RowCodec.PURGE_DATE)) {
            byte[] key = Keys.purgeDate(date.dueSeconds(), date.vault(), date.name());
            if (!past(date.dueSeconds())) {
                if (!postponed) {
                    // One that was just put off may lie before this one.
                    tables.moveFront(Table.PURGE_DATES, key);
                }
                break;
            }
            tables.moveFront(Table.PURGE_DATES, Keys.after(key));
            Row.DeletedHead deleted = rows.deletedSecret(date.vault(), date.name()).orElseThrow();
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
            if (work >= due.limit()) {
                break;
            }
        }
        return new Result.PurgedDue(purged);
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
        SecretName name = deleted.head().name();
        long purgeSeconds = deleted.scheduledPurgeSeconds();
        tables.put(
                Table.DELETED_SECRETS,
                Keys.secret(vault, name),
                RowCodec.DELETED_HEAD.encode(deleted));
        tables.putBehindFront(
                Table.PURGE_DATES,
                Keys.purgeDate(purgeSeconds, vault, name),
                RowCodec.PURGE_DATE.encode(new Row.PurgeDate(purgeSeconds, vault, name)));
    }

    private void remove(VaultName vault, Row.DeletedHead deleted) {
        SecretName name = deleted.head().name();
        removeHead(vault, deleted);
        removeAll(Table.SECRET_VERSIONS, Keys.secret(vault, name));
        removeAll(Table.SECRET_VERSIONS_BY_AGE, Keys.secret(vault, name));
    }

    private void removeHead(VaultName vault, Row.DeletedHead deleted) {
        SecretName name = deleted.head().name();
        tables.delete(Table.DELETED_SECRETS, Keys.secret(vault, name));
        tables.delete(
                Table.PURGE_DATES, Keys.purgeDate(deleted.scheduledPurgeSeconds(), vault, name));
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

    private SecretVersion latest(VaultName vault, Row.SecretHead head) {
        return rows.knownVersion(vault, head.name(), head.latest()).withoutValue();
    }
}
