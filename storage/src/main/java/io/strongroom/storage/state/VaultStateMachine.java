package io.strongroom.storage.state;

import io.strongroom.raft.LogPosition;
import io.strongroom.raft.StateMachine;
import io.strongroom.storage.StorageException;
import io.strongroom.storage.codec.CommandDigest;
import io.strongroom.storage.codec.EntryCodec;
import io.strongroom.storage.codec.MalformedException;
import io.strongroom.storage.codec.ResultCodec;
import io.strongroom.storage.codec.Row;
import io.strongroom.storage.codec.RowCodec;
import io.strongroom.storage.command.Batch;
import io.strongroom.storage.command.Bytes;
import io.strongroom.storage.command.Command;
import io.strongroom.storage.command.DigestReport;
import io.strongroom.storage.command.Envelope;
import io.strongroom.storage.command.ItemName;
import io.strongroom.storage.command.RequestId;
import io.strongroom.storage.command.Result;
import io.strongroom.storage.command.VaultName;
import io.strongroom.storage.table.Changes;
import io.strongroom.storage.table.Keys;
import io.strongroom.storage.table.Rows;
import io.strongroom.storage.table.Shelf;
import io.strongroom.storage.table.StateDigest;
import io.strongroom.storage.table.Table;
import io.strongroom.storage.table.TableStore;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;

/**
 * Applies the log's entries to the tables: each entry's effects, its position, its time and the
 * state's digest in one commit. The reply is the commands' results in their order ({@link
 * ResultCodec}); for a replayed entry it is empty. Everything depends on the entries alone, and
 * nothing on how the same commands were cut into entries. Throws {@link StorageException} on a
 * local fault; it must not be fed any more then. What feeds it does so from one thread at a time;
 * an entry that still waits for the disk when the log has been started anew is waited for.
 */
public final class VaultStateMachine implements StateMachine {
    private final TableStore store;
    private final Limits limits;
    private final DigestWatch digests;
    private RequestLog requests;
    private byte[] digest;
    private volatile LogPosition applied;

    /** Goes on where the tables stand. */
    public VaultStateMachine(TableStore store) {
        this(store, Limits.DEFAULT);
    }

    /** Like {@link #VaultStateMachine(TableStore)}, with limits that tests can reach. */
    public VaultStateMachine(TableStore store, Limits limits) {
        this.store = store;
        this.limits = limits;
        this.digests = new DigestWatch(limits.digestInterval());
        this.requests = new RequestLog(limits.requests());
        this.digest = digestOf(store);
        this.applied = positionOf(store);
    }

    /** Reads what is kept in memory anew from the tables, after a snapshot's took their place. */
    void reload() {
        digests.clear();
        // What it has learnt of the front of the expiries belongs to other tables.
        requests = new RequestLog(limits.requests());
        digest = digestOf(store);
        applied = positionOf(store);
    }

    private static LogPosition positionOf(TableStore store) {
        return new Rows(store)
                .get(Table.META, Keys.text(Keys.APPLIED), RowCodec.POSITION)
                .map(row -> new LogPosition(row.term(), row.index()))
                .orElse(LogPosition.NONE);
    }

    private static byte[] digestOf(TableStore store) {
        return store.get(Table.META, Keys.text(Keys.DIGEST)).orElseGet(StateDigest::ofNothing);
    }

    @Override
    public LogPosition lastApplied() {
        return applied;
    }

    @Override
    public synchronized byte[] apply(LogPosition position, byte[] entry) {
        if (position.index() <= applied.index()) {
            return new byte[0];
        }
        checkTerm(position);
        Batch batch = decode(position, entry);
        Changes tables = new Changes(store);
        digests.beforeEntry(applied.index(), position.index(), digest);
        Times times = new QuorumClock(tables).advance(batch);
        List<Result> results = new ArrayList<>(batch.commands().size());
        for (Envelope envelope : batch.commands()) {
            results.add(applyOnce(tables, times, batch.proposer(), envelope));
        }
        byte[] reply = ResultCodec.encode(results);
        commit(tables, position);
        watch(batch);
        return reply;
    }

    @Override
    public synchronized void configure(LogPosition position, SortedSet<Integer> voters) {
        if (position.index() <= applied.index()) {
            return;
        }
        checkTerm(position);
        digests.beforeEntry(applied.index(), position.index(), digest);
        Changes tables = new Changes(store);
        new QuorumClock(tables).setVoters(voters);
        commit(tables, position);
    }

    @Override
    public boolean hasHeardFrom(int nodeId) {
        return new Rows(store).has(Table.NODES, Keys.node(Keys.HEARD, nodeId));
    }

    /** See {@link io.strongroom.storage.Storage#newestDigest}. Thread-safe. */
    public Optional<DigestReport> newestDigest(int node) {
        return digests.newest(node);
    }

    /** See {@link io.strongroom.storage.Storage#divergence}. Thread-safe. */
    public Optional<String> divergence() {
        return digests.divergence();
    }

    private void checkTerm(LogPosition position) {
        if (position.term() < applied.term()) {
            throw new StorageException(
                    "the log's entry at "
                            + position
                            + " is of an older term than the database, which is at "
                            + applied
                            + ": the two folders do not belong together");
        }
    }

    private void commit(Changes tables, LogPosition position) {
        if (Shelf.ALL.stream().anyMatch(shelf -> tables.deletesFrom(shelf.versions()))
                || tables.deletesFrom(Table.ROOT_KEYS)) {
            tables.put(
                    Table.META,
                    Keys.text(Keys.NEWEST_PURGE),
                    RowCodec.NUMBER.encode(new Row.Count(position.index())));
        }
        tables.put(
                Table.META,
                Keys.text(Keys.APPLIED),
                RowCodec.POSITION.encode(new Row.Position(position.term(), position.index())));
        byte[] next = StateDigest.after(digest, tables);
        tables.put(Table.META, Keys.text(Keys.DIGEST), next);
        store.commit(tables);
        digest = next;
        applied = position;
    }

    private void watch(Batch batch) {
        for (Envelope envelope : batch.commands()) {
            if (envelope.command() instanceof Command.ReportDigest report) {
                digests.take(
                        new DigestReport(batch.proposer(), report.index(), report.digest()),
                        new Rows(store).voters());
            }
        }
    }

    /**
     * The copy says by itself up to where it goes: the log's own entries behind the last one that
     * was applied belong to it, and a position kept beside it could not be trusted.
     */
    @Override
    public synchronized void writeSnapshot(LogPosition position, Path folder) {
        if (position.index() > applied.index()) {
            digests.beforeEntry(applied.index(), position.index(), digest);
            Changes tables = new Changes(store);
            tables.put(
                    Table.META,
                    Keys.text(Keys.APPLIED),
                    RowCodec.POSITION.encode(new Row.Position(position.term(), position.index())));
            store.commit(tables);
            applied = position;
        }
        store.copyTo(folder);
    }

    @Override
    public synchronized void installSnapshot(Path folder) {
        store.replaceBy(folder);
        reload();
    }

    private static Batch decode(LogPosition position, byte[] entry) {
        try {
            return EntryCodec.decode(entry);
        } catch (MalformedException e) {
            throw new StorageException(
                    "the log's entry at "
                            + position
                            + " cannot be applied: "
                            + e.getMessage()
                            + ". If a newer version wrote it, upgrade this node",
                    e);
        }
    }

    private Result applyOnce(Changes tables, Times times, int proposer, Envelope envelope) {
        long nowMillis = times.quorumMillis();
        requests.forget(tables, nowMillis);
        Command command = envelope.command();
        if (command instanceof Command.PurgeDue due) {
            // Not remembered: a second one does no harm, it purges what is due by then. One every
            // few seconds would make most of the rows.
            return purgeDue(tables, times, due);
        }
        Bytes asked = CommandDigest.of(command);
        Optional<Result> earlier = requests.recall(tables, nowMillis, envelope.requestId(), asked);
        if (earlier.isPresent()) {
            return earlier.get();
        }
        if (rightsChanged(tables, envelope)) {
            // Not remembered: the retry, authorised anew, is to be carried out.
            return new Result.PolicyChanged();
        }
        if (new RootKeyApplier(tables).comesTooLate(command)) {
            // Not remembered either: the retry comes wrapped by another root key.
            return new Result.RootKeyRefused(Result.RootKeyRefused.Reason.RETIRED);
        }
        Result result = applyNew(tables, times, proposer, command);
        if (result instanceof Result.KeyChanged) {
            // Not remembered either: the retry comes with a pair of the kind that the key has now.
            return result;
        }
        requests.remember(
                tables,
                envelope.requestId(),
                new Row.StoredRequest(asked, result, nowMillis + RequestLog.MEMORY_MILLIS));
        return result;
    }

    private static boolean rightsChanged(Changes tables, Envelope envelope) {
        String caller = envelope.requestId().caller();
        return !caller.equals(RequestId.SYSTEM)
                && envelope.policyRevision()
                        != new Rows(tables).number(Table.POLICY_REVISIONS, Keys.text(caller));
    }

    private static Result applyNew(Changes tables, Times times, int proposer, Command command) {
        long itemMillis = times.itemMillis();
        return switch (command) {
            case Command.FoundCluster found -> new ClusterApplier(tables).found(found);
            case Command.CreateVault create -> new VaultApplier(tables).create(create);
            case Command.AddServicePrincipal add -> new PrincipalApplier(tables).add(add);
            case Command.AddRoleAssignment add -> new RoleApplier(tables).add(add);
            case Command.AddIssuerKey add -> new IssuerApplier(tables).add(add);
            case Command.SetSecret set -> new SecretApplier(tables, itemMillis).set(set);
            case Command.UpdateSecret update ->
                    new SecretApplier(tables, itemMillis).update(update);
            case Command.RestoreSecret restore ->
                    new SecretApplier(tables, itemMillis).restore(restore);
            case Command.DeleteSecret(VaultName vault, ItemName name) ->
                    new RetentionApplier<>(tables, times, Kind.SECRET).delete(vault, name);
            case Command.RecoverSecret(VaultName vault, ItemName name) ->
                    new RetentionApplier<>(tables, times, Kind.SECRET).recover(vault, name);
            case Command.PurgeSecret(VaultName vault, ItemName name) ->
                    new RetentionApplier<>(tables, times, Kind.SECRET).purge(vault, name);
            case Command.AddKey add -> new KeyApplier(tables, itemMillis).add(add);
            case Command.RotateKey rotate ->
                    new KeyApplier(tables, itemMillis).rotate(rotate, times.quorumMillis());
            case Command.UpdateKey update -> new KeyApplier(tables, itemMillis).update(update);
            case Command.RestoreKey restore -> new KeyApplier(tables, itemMillis).restore(restore);
            case Command.SetRotationPolicy set ->
                    new KeyApplier(tables, itemMillis).setRotationPolicy(set);
            case Command.DeleteKey(VaultName vault, ItemName name) ->
                    new RetentionApplier<>(tables, times, Kind.KEY).delete(vault, name);
            case Command.RecoverKey(VaultName vault, ItemName name) ->
                    new RetentionApplier<>(tables, times, Kind.KEY).recover(vault, name);
            case Command.PurgeKey(VaultName vault, ItemName name) ->
                    new RetentionApplier<>(tables, times, Kind.KEY).purge(vault, name);
            case Command.PurgeDue due -> purgeDue(tables, times, due);
            case Command.StartRootRotation start -> new RootKeyApplier(tables).start(start);
            case Command.OfferTransportKey offer -> new RootKeyApplier(tables).offer(offer);
            case Command.DeliverRootKey deliver -> new RootKeyApplier(tables).deliver(deliver);
            case Command.HoldRootKey hold -> new RootKeyApplier(tables).hold(hold);
            case Command.AdoptRootKey adopt -> new RootKeyApplier(tables).adopt(adopt);
            case Command.Rewrap rewrap -> new RootKeyApplier(tables).rewrap(rewrap);
            case Command.RetireRootKey retire -> new RootKeyApplier(tables).retire(retire);
            case Command.RemoveRoleAssignment remove -> new RoleApplier(tables).remove(remove);
            case Command.FinalizeLevel finish -> new ClusterApplier(tables).finalizeLevel(finish);
            case Command.ReportDigest report -> new ClusterApplier(tables).report(proposer, report);
        };
    }

    private static Result purgeDue(Changes tables, Times times, Command.PurgeDue due) {
        int secrets = new RetentionApplier<>(tables, times, Kind.SECRET).purgeDue(due.limit());
        int left = due.limit() - secrets;
        int keys = left > 0 ? new RetentionApplier<>(tables, times, Kind.KEY).purgeDue(left) : 0;
        return new Result.PurgedDue(secrets + keys);
    }
}
