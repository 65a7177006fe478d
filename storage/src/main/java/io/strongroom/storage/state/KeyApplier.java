package io.strongroom.storage.state;

import io.strongroom.storage.codec.Row;
import io.strongroom.storage.codec.RowCodec;
import io.strongroom.storage.command.Command;
import io.strongroom.storage.command.ItemAttributes;
import io.strongroom.storage.command.ItemName;
import io.strongroom.storage.command.KeyOperation;
import io.strongroom.storage.command.KeyVersion;
import io.strongroom.storage.command.ReleasePolicy;
import io.strongroom.storage.command.Result;
import io.strongroom.storage.command.RotationPolicy;
import io.strongroom.storage.command.VaultName;
import io.strongroom.storage.command.VersionId;
import io.strongroom.storage.table.Changes;
import io.strongroom.storage.table.Keys;
import io.strongroom.storage.table.Shelf;
import io.strongroom.storage.table.ShelfRows;
import io.strongroom.storage.table.Table;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** Live keys: adding versions, updating, restoring, and their rotation policies. */
final class KeyApplier {
    private final Items<KeyVersion> items;
    private final long nowSeconds;

    KeyApplier(Changes tables, long nowMillis) {
        this.items = Items.of(tables, Shelf.KEYS);
        this.nowSeconds = nowMillis / 1000;
    }

    Result add(Command.AddKey add) {
        Optional<Result> refusal = items.refusal(add.vault(), add.name());
        if (refusal.isPresent()) {
            return refusal.get();
        }
        ShelfRows<KeyVersion> rows = items.items();
        if (rows.version(add.vault(), add.name(), add.version()).isPresent()) {
            return new Result.AlreadyThere();
        }
        Optional<Row.ItemHead> before = rows.live(add.vault(), add.name());
        if (before.isPresent()
                && !mayFollow(rows.latest(add.vault(), before.get()), add.releasePolicy())) {
            return new Result.ReleasePolicyFixed();
        }
        KeyVersion version =
                new KeyVersion(
                        before.map(Row.ItemHead::name).orElse(add.name()),
                        add.version(),
                        add.material(),
                        add.operations(),
                        add.releasePolicy(),
                        add.tags(),
                        add.attributes(),
                        nowSeconds,
                        nowSeconds);
        items.add(add.vault(), before, version);
        return new Result.KeyStored(version.withoutPrivate());
    }

    /** Whoever uses a key by its name alone goes by what its first version promised. */
    private static boolean mayFollow(KeyVersion latest, Optional<ReleasePolicy> given) {
        return latest.releasePolicy().isPresent() == given.isPresent()
                && !isFixed(latest.releasePolicy(), given);
    }

    /**
     * @param quorumMillis what a rotation falls due by
     */
    Result rotate(Command.RotateKey rotate, long quorumMillis) {
        if (items.rows().vault(rotate.vault()).isEmpty()) {
            return new Result.VaultMissing();
        }
        ShelfRows<KeyVersion> rows = items.items();
        if (rows.version(rotate.vault(), rotate.name(), rotate.version()).isPresent()) {
            return new Result.AlreadyThere();
        }
        Optional<Row.ItemHead> before = rows.live(rotate.vault(), rotate.name());
        if (before.isEmpty()) {
            return new Result.ItemMissing();
        }
        KeyVersion old = rows.latest(rotate.vault(), before.get());
        Optional<RotationPolicy> policy = rotationPolicy(rotate.vault(), rotate.name());
        boolean due = policy.filter(set -> set.isDue(old, quorumMillis / 1000)).isPresent();
        if (!old.material().isLike(rotate.material()) || (rotate.onlyIfDue() && !due)) {
            return new Result.KeyChanged();
        }
        OptionalLong end = policy.map(set -> set.endOf(nowSeconds)).orElseGet(OptionalLong::empty);
        KeyVersion version =
                new KeyVersion(
                        old.name(),
                        rotate.version(),
                        rotate.material(),
                        old.operations(),
                        old.releasePolicy(),
                        old.tags(),
                        new ItemAttributes(old.attributes().enabled(), OptionalLong.empty(), end),
                        nowSeconds,
                        nowSeconds);
        items.add(rotate.vault(), before, version);
        return new Result.KeyStored(version.withoutPrivate());
    }

    Result update(Command.UpdateKey update) {
        if (items.rows().vault(update.vault()).isEmpty()) {
            return new Result.VaultMissing();
        }
        ShelfRows<KeyVersion> rows = items.items();
        Optional<Row.ItemHead> head = rows.live(update.vault(), update.name());
        if (head.isEmpty()) {
            return new Result.ItemMissing();
        }
        VersionId id = update.version().orElse(head.get().latest());
        Optional<KeyVersion> found = rows.version(update.vault(), update.name(), id);
        if (found.isEmpty()) {
            return new Result.ItemMissing();
        }
        if (update.operations().isPresent()
                && isExchange(update.operations().get()) != isExchange(found.get().operations())) {
            return new Result.KeyChanged();
        }
        if (isFixed(found.get().releasePolicy(), update.releasePolicy())) {
            return new Result.ReleasePolicyFixed();
        }
        KeyVersion updated = updated(found.get(), update);
        if (updated.attributes().contradict()) {
            return new Result.TimesContradict();
        }
        items.putVersion(update.vault(), updated);
        return new Result.KeyStored(updated.withoutPrivate());
    }

    /**
     * A pair that keys are wrapped to was made in the HSM for that and does nothing else. The
     * caller's node has looked; but what is the latest version now may have come in between, from
     * somebody who has its private half.
     */
    private static boolean isExchange(Set<KeyOperation> operations) {
        return operations.contains(KeyOperation.IMPORT);
    }

    /** Whether a key is exportable is settled when its version is made. */
    private static boolean isFixed(Optional<ReleasePolicy> old, Optional<ReleasePolicy> given) {
        return given.isPresent() && !given.equals(old) && (old.isEmpty() || old.get().immutable());
    }

    Result restore(Command.RestoreKey restore) {
        VaultName vault = restore.vault();
        Optional<Result> refusal = items.restoreRefusal(vault, restore.name());
        if (refusal.isPresent()) {
            return refusal.get();
        }
        List<KeyVersion> versions =
                restore.versions().stream().map(version -> named(restore.name(), version)).toList();
        KeyVersion latest = items.addAll(vault, versions);
        restore.rotationPolicy().ifPresent(policy -> put(vault, restore.name(), policy));
        return new Result.KeyStored(latest.withoutPrivate());
    }

    Result setRotationPolicy(Command.SetRotationPolicy set) {
        if (items.rows().vault(set.vault()).isEmpty()) {
            return new Result.VaultMissing();
        }
        if (items.items().live(set.vault(), set.name()).isEmpty()) {
            return new Result.ItemMissing();
        }
        long created =
                rotationPolicy(set.vault(), set.name())
                        .map(RotationPolicy::createdSeconds)
                        .orElse(nowSeconds);
        RotationPolicy policy = set.policy().at(created, nowSeconds);
        put(set.vault(), set.name(), policy);
        return new Result.RotationPolicyStored(policy);
    }

    private Optional<RotationPolicy> rotationPolicy(VaultName vault, ItemName name) {
        return items.rows()
                .get(Table.ROTATION_POLICIES, Keys.item(vault, name), RowCodec.ROTATION_POLICY);
    }

    private void put(VaultName vault, ItemName name, RotationPolicy policy) {
        items.tables()
                .put(
                        Table.ROTATION_POLICIES,
                        Keys.item(vault, name),
                        RowCodec.ROTATION_POLICY.encode(policy));
    }

    private KeyVersion updated(KeyVersion version, Command.UpdateKey update) {
        ItemAttributes attributes =
                version.attributes().with(update.enabled(), update.notBefore(), update.expires());
        return new KeyVersion(
                version.name(),
                version.version(),
                version.material(),
                update.operations().orElse(version.operations()),
                update.releasePolicy().or(version::releasePolicy),
                update.tags().orElse(version.tags()),
                attributes,
                version.createdSeconds(),
                nowSeconds);
    }

    private static KeyVersion named(ItemName name, KeyVersion version) {
        return new KeyVersion(
                name,
                version.version(),
                version.material(),
                version.operations(),
                version.releasePolicy(),
                version.tags(),
                version.attributes(),
                version.createdSeconds(),
                version.updatedSeconds());
    }
}
