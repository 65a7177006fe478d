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

import java.util.Optional;

/** From live to deleted, and back or on to nothing. A secret's versions stay where they are. */
final class RetentionApplier {
    private static final long DAY_SECONDS = 86_400;

    private final Changes tables;
    private final Rows rows;
    private final long nowSeconds;

    RetentionApplier(Changes tables, long nowMillis) {
        this.tables = tables;
        this.rows = new Rows(tables);
        this.nowSeconds = nowMillis / 1000;
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
        long purgeSeconds = nowSeconds + settings.get().retentionDays() * DAY_SECONDS;
        tables.delete(Table.SECRETS, Keys.secret(vault, head.name()));
        tables.put(
                Table.DELETED_SECRETS,
                Keys.secret(vault, head.name()),
                RowCodec.DELETED_HEAD.encode(new Row.DeletedHead(head, nowSeconds, purgeSeconds)));
        tables.put(
                Table.PURGE_DATES,
                Keys.purgeDate(purgeSeconds, vault, head.name()),
                RowCodec.PURGE_DATE.encode(new Row.PurgeDate(purgeSeconds, vault, head.name())));
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

    /** Purge protection does not hold here: it ends with the retention. */
    Result purgeDue(Command.PurgeDue due) {
        int count = 0;
        for (Row.PurgeDate date :
                rows.list(Table.PURGE_DATES, Range.all(), due.limit(), RowCodec.PURGE_DATE)) {
            if (nowSeconds < date.dueSeconds()) {
                break;
            }
            remove(date.vault(), rows.deletedSecret(date.vault(), date.name()).orElseThrow());
            count++;
        }
        return new Result.PurgedDue(count);
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
