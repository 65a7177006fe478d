package io.strongroom.storage.state;

import io.strongroom.storage.codec.Row;
import io.strongroom.storage.command.Command;
import io.strongroom.storage.command.ItemName;
import io.strongroom.storage.command.Result;
import io.strongroom.storage.command.SecretVersion;
import io.strongroom.storage.command.VaultName;
import io.strongroom.storage.command.VersionId;
import io.strongroom.storage.table.Changes;
import io.strongroom.storage.table.Shelf;
import io.strongroom.storage.table.ShelfRows;

import java.util.List;
import java.util.Optional;

/** Live secrets: setting, updating, restoring. */
final class SecretApplier {
    private final Items<SecretVersion> items;
    private final long nowSeconds;

    SecretApplier(Changes tables, long nowMillis) {
        this.items = Items.of(tables, Shelf.SECRETS);
        this.nowSeconds = nowMillis / 1000;
    }

    Result set(Command.SetSecret set) {
        Optional<Result> refusal = items.refusal(set.vault(), set.name());
        if (refusal.isPresent()) {
            return refusal.get();
        }
        ShelfRows<SecretVersion> rows = items.items();
        if (rows.version(set.vault(), set.name(), set.version()).isPresent()) {
            // Ids are random: it takes a broken proposer, and must not cost the older value.
            return new Result.AlreadyThere();
        }
        Optional<Row.ItemHead> before = rows.live(set.vault(), set.name());
        SecretVersion version =
                new SecretVersion(
                        before.map(Row.ItemHead::name).orElse(set.name()),
                        set.version(),
                        set.sealedValue(),
                        set.contentType(),
                        set.tags(),
                        set.attributes(),
                        nowSeconds,
                        nowSeconds);
        items.add(set.vault(), before, version);
        return new Result.SecretStored(version.withoutValue());
    }

    Result update(Command.UpdateSecret update) {
        if (items.rows().vault(update.vault()).isEmpty()) {
            return new Result.VaultMissing();
        }
        ShelfRows<SecretVersion> rows = items.items();
        Optional<Row.ItemHead> head = rows.live(update.vault(), update.name());
        if (head.isEmpty()) {
            return new Result.ItemMissing();
        }
        VersionId id = update.version().orElse(head.get().latest());
        Optional<SecretVersion> found = rows.version(update.vault(), update.name(), id);
        if (found.isEmpty()) {
            return new Result.ItemMissing();
        }
        SecretVersion updated = updated(found.get(), update);
        if (updated.attributes().contradict()) {
            return new Result.TimesContradict();
        }
        items.putVersion(update.vault(), updated);
        return new Result.SecretStored(updated.withoutValue());
    }

    Result restore(Command.RestoreSecret restore) {
        VaultName vault = restore.vault();
        Optional<Result> refusal = items.restoreRefusal(vault, restore.name());
        if (refusal.isPresent()) {
            return refusal.get();
        }
        List<SecretVersion> versions =
                restore.versions().stream().map(version -> named(restore.name(), version)).toList();
        return new Result.SecretStored(items.addAll(vault, versions).withoutValue());
    }

    private SecretVersion updated(SecretVersion version, Command.UpdateSecret update) {
        return new SecretVersion(
                version.name(),
                version.version(),
                version.sealedValue(),
                update.contentType().or(version::contentType),
                update.tags().orElse(version.tags()),
                version.attributes().with(update.enabled(), update.notBefore(), update.expires()),
                version.createdSeconds(),
                nowSeconds);
    }

    private static SecretVersion named(ItemName name, SecretVersion version) {
        return new SecretVersion(
                name,
                version.version(),
                version.sealedValue(),
                version.contentType(),
                version.tags(),
                version.attributes(),
                version.createdSeconds(),
                version.updatedSeconds());
    }
}
