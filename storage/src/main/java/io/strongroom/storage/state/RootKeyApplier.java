package io.strongroom.storage.state;

import io.strongroom.storage.codec.RowCodec;
import io.strongroom.storage.command.Bytes;
import io.strongroom.storage.command.Command;
import io.strongroom.storage.command.KeyMaterial;
import io.strongroom.storage.command.KeyVersion;
import io.strongroom.storage.command.Result;
import io.strongroom.storage.command.Result.RootKeyRefused.Reason;
import io.strongroom.storage.command.RewrappedDataKey;
import io.strongroom.storage.command.RewrappedKey;
import io.strongroom.storage.command.RootKeyGeneration;
import io.strongroom.storage.command.RootKeyGeneration.State;
import io.strongroom.storage.command.RootKeyHolder;
import io.strongroom.storage.command.WrappedDataKey;
import io.strongroom.storage.table.Changes;
import io.strongroom.storage.table.Keys;
import io.strongroom.storage.table.RootKeyRows;
import io.strongroom.storage.table.Rows;
import io.strongroom.storage.table.Shelf;
import io.strongroom.storage.table.Table;

import java.util.List;
import java.util.Optional;

/** The root keys: a new one's way into the nodes' HSMs, and what it wraps from the old ones. */
final class RootKeyApplier {
    private final Changes tables;
    private final Rows rows;
    private final RootKeyRows rootKeys;

    RootKeyApplier(Changes tables) {
        this.tables = tables;
        this.rows = new Rows(tables);
        this.rootKeys = new RootKeyRows(rows);
    }

    /** Whether it would store what is wrapped by a root key that wraps nothing any more. */
    boolean comesTooLate(Command command) {
        if (command instanceof Command.CreateVault create) {
            return !rootKeys.wraps(create.dataKey().rootGeneration());
        }
        if (command instanceof Command.AddKey add) {
            return comesTooLate(add.material());
        }
        if (command instanceof Command.RotateKey rotate) {
            return comesTooLate(rotate.material());
        }
        return command instanceof Command.RestoreKey restore
                && restore.versions().stream()
                        .anyMatch(version -> comesTooLate(version.material()));
    }

    /** A key in software names the first, whatever has become of that. */
    private boolean comesTooLate(KeyMaterial material) {
        return material.inHsm() && !rootKeys.wraps(material.rootGeneration());
    }

    Result start(Command.StartRootRotation start) {
        List<RootKeyGeneration> all = rootKeys.all();
        if (all.isEmpty()) {
            return refused(Reason.NOT_FOUNDED);
        }
        if (all.stream().anyMatch(key -> key.state() == State.NEW)) {
            return refused(Reason.UNDER_WAY);
        }
        if (start.generation() != all.getLast().generation() + 1) {
            return refused(Reason.NOT_NEXT);
        }
        if (!rows.voters().contains(start.node())) {
            return refused(Reason.NO_VOTER, start.node());
        }
        all.forEach(this::put);
        put(
                new RootKeyGeneration(
                        start.generation(), start.fingerprint(), State.NEW, start.node()));
        put(start.generation(), holding(start.node()));
        return new Result.Done();
    }

    Result offer(Command.OfferTransportKey offer) {
        Optional<Result> refusal = underWay(offer.generation(), offer.node());
        if (refusal.isPresent()) {
            return refusal.get();
        }
        Optional<RootKeyHolder> known = holder(offer.generation(), offer.node());
        if (known.filter(RootKeyHolder::holds).isPresent()) {
            return new Result.AlreadyThere();
        }
        if (known.filter(holder -> holder.transportKey().equals(offer.transportKey())).isEmpty()) {
            // A node that has lost its pair cannot take what was delivered for it.
            put(
                    offer.generation(),
                    new RootKeyHolder(offer.node(), offer.transportKey(), Bytes.empty(), false));
        }
        return new Result.Done();
    }

    Result deliver(Command.DeliverRootKey deliver) {
        Optional<Result> refusal = underWay(deliver.generation(), deliver.node());
        if (refusal.isPresent()) {
            return refusal.get();
        }
        Optional<RootKeyHolder> known =
                holder(deliver.generation(), deliver.node())
                        .filter(holder -> holder.transportKey().equals(deliver.transportKey()));
        if (known.isEmpty()) {
            return refused(Reason.NOT_OFFERED, deliver.node());
        }
        if (!known.get().wrapped().equals(Bytes.empty())) {
            return new Result.AlreadyThere();
        }
        put(
                deliver.generation(),
                new RootKeyHolder(
                        deliver.node(), deliver.transportKey(), deliver.wrapped(), false));
        return new Result.Done();
    }

    Result hold(Command.HoldRootKey hold) {
        Optional<Result> refusal = underWay(hold.generation(), hold.node());
        if (refusal.isPresent()) {
            return refusal.get();
        }
        put(hold.generation(), holding(hold.node()));
        return new Result.Done();
    }

    Result adopt(Command.AdoptRootKey adopt) {
        Optional<RootKeyGeneration> found = rootKeys.of(adopt.generation());
        if (found.isEmpty() || found.get().state() != State.NEW) {
            return refused(Reason.NOT_NEW);
        }
        List<Integer> missing =
                rows.voters().stream()
                        .filter(voter ->
                                holder(adopt.generation(), voter)
                                        .filter(RootKeyHolder::holds)
                                        .isEmpty())
                        .toList();
        if (!missing.isEmpty()) {
            return new Result.RootKeyRefused(Reason.HOLDERS_MISSING, missing);
        }
        rootKeys.all().stream()
                .filter(key -> key.state() == State.CURRENT)
                .forEach(key -> put(key.in(State.OLD)));
        put(found.get().in(State.CURRENT));
        return new Result.Done();
    }

    Result rewrap(Command.Rewrap rewrap) {
        boolean current =
                rootKeys.of(rewrap.generation())
                        .filter(key -> key.state() == State.CURRENT)
                        .isPresent();
        if (!current) {
            return refused(Reason.NOT_CURRENT);
        }
        int count = 0;
        for (RewrappedDataKey key : rewrap.dataKeys()) {
            count += taken(rewrap.generation(), key) ? 1 : 0;
        }
        for (RewrappedKey key : rewrap.keys()) {
            count += taken(rewrap.generation(), key) ? 1 : 0;
        }
        return new Result.Rewrapped(count);
    }

    private boolean taken(int root, RewrappedDataKey rewrapped) {
        byte[] key = Keys.dataKey(rewrapped.owner(), rewrapped.generation());
        Optional<WrappedDataKey> found =
                rows.get(Table.DATA_KEYS, key, RowCodec.DATA_KEY)
                        .filter(old -> old.wrapped().equals(rewrapped.before()))
                        .filter(old -> old.rootGeneration() < root);
        if (found.isEmpty()) {
            return false;
        }
        WrappedDataKey old = found.get();
        tables.put(
                Table.DATA_KEYS,
                key,
                RowCodec.DATA_KEY.encode(
                        new WrappedDataKey(
                                old.owner(), old.generation(), rewrapped.after(), root)));
        return true;
    }

    private boolean taken(int root, RewrappedKey rewrapped) {
        Items<KeyVersion> items = Items.of(tables, Shelf.KEYS);
        Optional<KeyVersion> found =
                items.items()
                        .version(rewrapped.vault(), rewrapped.name(), rewrapped.version())
                        .filter(old -> old.material().inHsm())
                        .filter(old -> old.material().sealedPrivate().equals(rewrapped.before()))
                        .filter(old -> old.material().rootGeneration() < root);
        if (found.isEmpty()) {
            return false;
        }
        KeyVersion old = found.get();
        items.removeFromRoot(rewrapped.vault(), old);
        items.putVersion(
                rewrapped.vault(), old.of(old.material().sealedAs(rewrapped.after(), root)));
        return true;
    }

    Result retire(Command.RetireRootKey retire) {
        Optional<RootKeyGeneration> found = rootKeys.of(retire.generation());
        if (found.isEmpty() || found.get().state() == State.CURRENT) {
            return refused(Reason.NOT_OLD);
        }
        if (found.get().state() == State.RETIRED) {
            return new Result.AlreadyThere();
        }
        if (rootKeys.inUse(retire.generation())) {
            return refused(Reason.IN_USE);
        }
        put(found.get().in(State.RETIRED));
        // One on its way stays what it is for its holders.
        rootKeys.all().stream()
                .filter(key -> key.state() != State.NEW)
                .forEach(key -> removeHolders(key.generation()));
        return new Result.Done();
    }

    private void removeHolders(int generation) {
        for (RootKeyHolder holder : rootKeys.holders(generation)) {
            tables.delete(Table.ROOT_KEYS, Keys.rootKeyHolder(generation, holder.node()));
        }
    }

    private Optional<Result> underWay(int generation, int node) {
        if (rootKeys.of(generation).filter(key -> key.state() == State.NEW).isEmpty()) {
            return Optional.of(refused(Reason.NOT_NEW));
        }
        return rows.voters().contains(node)
                ? Optional.empty()
                : Optional.of(refused(Reason.NO_VOTER, node));
    }

    private Optional<RootKeyHolder> holder(int generation, int node) {
        return rows.get(
                Table.ROOT_KEYS, Keys.rootKeyHolder(generation, node), RowCodec.ROOT_KEY_HOLDER);
    }

    private static RootKeyHolder holding(int node) {
        return new RootKeyHolder(node, Bytes.empty(), Bytes.empty(), true);
    }

    private void put(int generation, RootKeyHolder holder) {
        tables.put(
                Table.ROOT_KEYS,
                Keys.rootKeyHolder(generation, holder.node()),
                RowCodec.ROOT_KEY_HOLDER.encode(holder));
    }

    private void put(RootKeyGeneration key) {
        tables.put(Table.ROOT_KEYS, Keys.rootKey(key.generation()), RowCodec.ROOT_KEY.encode(key));
    }

    private static Result refused(Reason reason, Integer... nodes) {
        return new Result.RootKeyRefused(reason, List.of(nodes));
    }
}
