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
import io.strongroom.storage.command.Envelope;
import io.strongroom.storage.command.Result;
import io.strongroom.storage.table.Changes;
import io.strongroom.storage.table.Keys;
import io.strongroom.storage.table.Rows;
import io.strongroom.storage.table.Table;
import io.strongroom.storage.table.TableStore;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Applies the log's entries to the tables: each entry's effects, its position and its time in one
 * commit. The reply is the commands' results in their order ({@link ResultCodec}); for a replayed
 * entry it is empty. Everything depends on the entries alone, and nothing on how the same commands
 * were cut into entries. Throws {@link StorageException} on a local fault; it must not be fed any
 * more then.
 */
public final class VaultStateMachine implements StateMachine {
    private final TableStore store;
    private final RequestLog requests = new RequestLog();
    private volatile LogPosition applied;

    /** Goes on where the tables stand. */
    public VaultStateMachine(TableStore store) {
        this.store = store;
        this.applied =
                new Rows(store)
                        .get(Table.META, Keys.text(Keys.APPLIED), RowCodec.POSITION)
                        .map(row -> new LogPosition(row.term(), row.index()))
                        .orElse(LogPosition.NONE);
    }

    @Override
    public LogPosition lastApplied() {
        return applied;
    }

    @Override
    public byte[] apply(LogPosition position, byte[] entry) {
        if (position.index() <= applied.index()) {
            return new byte[0];
        }
        if (position.term() < applied.term()) {
            throw new StorageException(
                    "the log's entry at "
                            + position
                            + " is of an older term than the database, which is at "
                            + applied
                            + ": the two folders do not belong together");
        }
        Batch batch = decode(position, entry);
        Changes tables = new Changes(store);
        long nowMillis = LogTime.advanceMillis(tables, batch.stampMillis());
        List<Result> results = new ArrayList<>(batch.commands().size());
        for (Envelope envelope : batch.commands()) {
            results.add(applyOnce(tables, nowMillis, envelope));
        }
        tables.put(
                Table.META,
                Keys.text(Keys.APPLIED),
                RowCodec.POSITION.encode(new Row.Position(position.term(), position.index())));
        byte[] reply = ResultCodec.encode(results);
        store.commit(tables);
        applied = position;
        return reply;
    }

    @Override
    public void configure(LogPosition position, java.util.SortedSet<Integer> voters) {}

    @Override
    public void writeSnapshot(LogPosition position, java.nio.file.Path folder) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void installSnapshot(java.nio.file.Path folder) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean hasHeardFrom(int nodeId) {
        return false;
    }

    private static Batch decode(LogPosition position, byte[] entry) {
        try {
            return EntryCodec.decode(entry);
        } catch (MalformedException e) {
            throw new StorageException(
                    "the log's entry at " + position + " cannot be applied: " + e.getMessage(), e);
        }
    }

    private Result applyOnce(Changes tables, long nowMillis, Envelope envelope) {
        requests.forgetExpired(tables, nowMillis);
        Command command = envelope.command();
        if (command instanceof Command.PurgeDue due) {
            // Not remembered: a second one does no harm, it purges what is due by then. One every
            // few seconds would make most of the rows.
            return new RetentionApplier(tables, nowMillis).purgeDue(due);
        }
        Bytes digest = CommandDigest.of(command);
        Optional<Result> earlier = requests.recall(tables, nowMillis, envelope.requestId(), digest);
        if (earlier.isPresent()) {
            return earlier.get();
        }
        Result result = applyNew(tables, nowMillis, command);
        requests.remember(
                tables,
                envelope.requestId(),
                new Row.StoredRequest(digest, result, nowMillis + RequestLog.MEMORY_MILLIS));
        return result;
    }

    private static Result applyNew(Changes tables, long nowMillis, Command command) {
        return switch (command) {
            case Command.FoundCluster found -> new ClusterApplier(tables).found(found);
            case Command.CreateVault create -> new VaultApplier(tables).create(create);
            case Command.AddServicePrincipal add -> new PrincipalApplier(tables).add(add);
            case Command.AddRoleAssignment add -> new RoleApplier(tables).add(add);
            case Command.AddIssuerKey add -> new IssuerApplier(tables).add(add);
            case Command.SetSecret set -> new SecretApplier(tables, nowMillis).set(set);
            case Command.UpdateSecret update -> new SecretApplier(tables, nowMillis).update(update);
            case Command.RestoreSecret restore ->
                    new SecretApplier(tables, nowMillis).restore(restore);
            case Command.DeleteSecret delete ->
                    new RetentionApplier(tables, nowMillis).delete(delete);
            case Command.RecoverSecret recover ->
                    new RetentionApplier(tables, nowMillis).recover(recover);
            case Command.PurgeSecret purge -> new RetentionApplier(tables, nowMillis).purge(purge);
            case Command.PurgeDue due -> new RetentionApplier(tables, nowMillis).purgeDue(due);
            case Command.RemoveRoleAssignment _, Command.FinalizeLevel _, Command.ReportDigest _ ->
                    new Result.Done();
        };
    }
}
