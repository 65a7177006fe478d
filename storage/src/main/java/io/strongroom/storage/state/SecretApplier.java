package io.strongroom.storage.state;

import io.strongroom.storage.codec.Row;
import io.strongroom.storage.codec.RowCodec;
import io.strongroom.storage.command.Command;
import io.strongroom.storage.command.Result;
import io.strongroom.storage.command.SecretAttributes;
import io.strongroom.storage.command.SecretName;
import io.strongroom.storage.command.SecretVersion;
import io.strongroom.storage.command.VaultName;
import io.strongroom.storage.command.VersionId;
import io.strongroom.storage.table.Changes;
import io.strongroom.storage.table.Keys;
import io.strongroom.storage.table.Rows;
import io.strongroom.storage.table.Table;

import java.util.Optional;
import java.util.OptionalLong;

/** Live secrets: setting, updating, restoring. */
final class SecretApplier {
    private final Changes tables;
    private final Rows rows;
    private final long nowSeconds;

    SecretApplier(Changes tables, long nowMillis) {
        this.tables = tables;
        this.rows = new Rows(tables);
        this.nowSeconds = nowMillis / 1000;
    }

    Result set(Command.SetSecret set) {
        if (rows.vault(set.vault()).isEmpty()) {
            return new Result.VaultMissing();
        }
        if (rows.deletedSecret(set.vault(), set.name()).isPresent()) {
            return new Result.SecretIsDeleted();
        }
        if (rows.version(set.vault(), set.name(), set.version()).isPresent()) {
            // Ids are random: it takes a broken proposer, and must not cost the older value.
            return new Result.AlreadyThere();
        }
        Optional<Row.SecretHead> before = rows.secret(set.vault(), set.name());
        SecretName shown = before.map(Row.SecretHead::name).orElse(set.name());
        SecretVersion version =
                new SecretVersion(
                        shown,
                        set.version(),
                        set.sealedValue(),
                        set.contentType(),
                        set.tags(),
                        set.attributes(),
                        nowSeconds,
                        nowSeconds);
        putHead(set.vault(), append(set.vault(), before, version));
        return new Result.SecretStored(version.withoutValue());
    }

    Result update(Command.UpdateSecret update) {
        if (rows.vault(update.vault()).isEmpty()) {
            return new Result.VaultMissing();
        }
        Optional<Row.SecretHead> head = rows.secret(update.vault(), update.name());
        if (head.isEmpty()) {
            return new Result.SecretMissing();
        }
        VersionId id = update.version().orElse(head.get().latest());
        Optional<SecretVersion> found = rows.version(update.vault(), update.name(), id);
        if (found.isEmpty()) {
            return new Result.SecretMissing();
        }
        SecretVersion updated = updated(found.get(), update);
        if (contradict(updated.attributes())) {
            return new Result.TimesContradict();
        }
        putVersion(update.vault(), updated);
        return new Result.SecretStored(updated.withoutValue());
    }

    Result restore(Command.RestoreSecret restore) {
        VaultName vault = restore.vault();
        if (rows.vault(vault).isEmpty()) {
            return new Result.VaultMissing();
        }
        if (rows.secret(vault, restore.name()).isPresent()) {
            return new Result.SecretExists();
        }
        if (rows.deletedSecret(vault, restore.name()).isPresent()) {
            return new Result.SecretIsDeleted();
        }
        Optional<Row.SecretHead> head = Optional.empty();
        for (SecretVersion version : restore.versions()) {
            head = Optional.of(append(vault, head, named(restore.name(), version)));
        }
        Row.SecretHead last = head.orElseThrow();
        putHead(vault, last);
        SecretVersion latest = rows.knownVersion(vault, last.name(), last.latest());
        return new Result.SecretStored(latest.withoutValue());
    }

    /** Stores the version behind the others and gives the head that goes with it. */
    private Row.SecretHead append(
            VaultName vault, Optional<Row.SecretHead> before, SecretVersion version) {
        long sequence = before.map(Row.SecretHead::nextSequence).orElse(1L);
        int count = before.map(Row.SecretHead::versionCount).orElse(0);
        putVersion(vault, version);
        tables.putNew(
                Table.SECRET_VERSIONS_BY_AGE,
                Keys.versionByAge(vault, version.name(), sequence),
                RowCodec.VERSION_REF.encode(new Row.VersionRef(version.version())));
        return new Row.SecretHead(version.name(), version.version(), sequence + 1, count + 1);
    }

    private void putHead(VaultName vault, Row.SecretHead head) {
        tables.put(
                Table.SECRETS, Keys.secret(vault, head.name()), RowCodec.SECRET_HEAD.encode(head));
    }

    private void putVersion(VaultName vault, SecretVersion version) {
        tables.put(
                Table.SECRET_VERSIONS,
                Keys.version(vault, version.name(), version.version()),
                RowCodec.SECRET_VERSION.encode(version));
    }

    private SecretVersion updated(SecretVersion version, Command.UpdateSecret update) {
        SecretAttributes old = version.attributes();
        return new SecretVersion(
                version.name(),
                version.version(),
                version.sealedValue(),
                update.contentType().or(version::contentType),
                update.tags().orElse(version.tags()),
                new SecretAttributes(
                        update.enabled().orElse(old.enabled()),
                        either(update.notBefore(), old.notBefore()),
                        either(update.expires(), old.expires())),
                version.createdSeconds(),
                nowSeconds);
    }

    private static SecretVersion named(SecretName name, SecretVersion version) {
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

    private static OptionalLong either(OptionalLong given, OptionalLong old) {
        return given.isPresent() ? given : old;
    }

    private static boolean contradict(SecretAttributes attributes) {
        return attributes.notBefore().isPresent()
                && attributes.expires().isPresent()
                && attributes.expires().getAsLong() <= attributes.notBefore().getAsLong();
    }
}
