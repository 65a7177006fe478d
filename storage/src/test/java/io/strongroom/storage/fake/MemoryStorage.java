package io.strongroom.storage.fake;

import io.strongroom.raft.LogPosition;
import io.strongroom.raft.StateMachine;
import io.strongroom.storage.Storage;
import io.strongroom.storage.command.DigestReport;
import io.strongroom.storage.state.Limits;
import io.strongroom.storage.state.VaultStateMachine;
import io.strongroom.storage.table.StateDigest;
import io.strongroom.storage.table.TableView;
import io.strongroom.storage.view.StateView;

import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** The real state machine and the real views on tables in memory. */
public final class MemoryStorage implements Storage {
    private final MemoryTables tables = new MemoryTables();
    private final VaultStateMachine stateMachine;

    public MemoryStorage() {
        this(Limits.DEFAULT);
    }

    public MemoryStorage(Limits limits) {
        this.stateMachine = new VaultStateMachine(tables, limits);
    }

    /** With a cluster of one voter, whose clock is the log's. */
    public static MemoryStorage ofVoter(int node) {
        MemoryStorage storage = new MemoryStorage();
        storage.stateMachine.configure(new LogPosition(1, 0), new TreeSet<>(List.of(node)));
        return storage;
    }

    @Override
    public StateMachine stateMachine() {
        return stateMachine;
    }

    @Override
    public StateView view() {
        MemoryTables copy = tables.copy();
        return new TableView(copy, copy::close);
    }

    @Override
    public byte[] digest() {
        return StateDigest.of(tables);
    }

    @Override
    public Optional<DigestReport> newestDigest(int node) {
        return stateMachine.newestDigest(node);
    }

    @Override
    public Optional<String> divergence() {
        return stateMachine.divergence();
    }

    @Override
    public void compact() {}

    @Override
    public long sizeBytes() {
        return 0;
    }

    @Override
    public void close() {
        tables.close();
    }

    public MemoryTables tables() {
        return tables;
    }
}
