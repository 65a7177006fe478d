package io.strongroom.storage.rocks;

import io.strongroom.raft.StateMachine;
import io.strongroom.storage.Storage;
import io.strongroom.storage.StorageException;
import io.strongroom.storage.command.DigestReport;
import io.strongroom.storage.state.Limits;
import io.strongroom.storage.state.VaultStateMachine;
import io.strongroom.storage.table.StateDigest;
import io.strongroom.storage.table.TableView;
import io.strongroom.storage.view.StateView;

import java.nio.file.Path;
import java.util.Optional;

/** The storage on RocksDB. */
public final class RocksStorage implements Storage {
    private final RocksTables database;
    private final VaultStateMachine stateMachine;

    RocksStorage(RocksTables database) {
        this(database, Limits.DEFAULT);
    }

    private RocksStorage(RocksTables database, Limits limits) {
        this.database = database;
        this.stateMachine = new VaultStateMachine(database, limits);
    }

    /**
     * Like {@link #open(Path, RocksSettings)}, with the default memory.
     *
     * @param compareEvery after how many log entries each the digest is kept; replicas are compared
     *     where all of them keep one
     */
    public static RocksStorage open(Path folder, long compareEvery) {
        return new RocksStorage(
                RocksTables.open(folder, RocksSettings.DEFAULT, _ -> {}),
                new Limits(Limits.DEFAULT.requests(), compareEvery));
    }

    /** Like {@link #open(Path, RocksSettings)}, with the defaults. */
    public static RocksStorage open(Path folder) {
        return open(folder, RocksSettings.DEFAULT);
    }

    /**
     * Opens the database in the folder; in an absent or empty folder it makes a new one. A small
     * database is read first and its checksums are compared, a large one afterwards; every read
     * compares those of the blocks that it needs, so that damage is never served.
     *
     * @throws StorageException when the folder holds anything else, or a database that is damaged,
     *     in use or of a newer version; the message says what to do, and nothing was changed
     */
    public static RocksStorage open(Path path, RocksSettings settings) {
        return new RocksStorage(RocksTables.open(path, settings, _ -> {}));
    }

    @Override
    public StateMachine stateMachine() {
        return stateMachine;
    }

    @Override
    public StateView view() {
        RocksSnapshot snapshot = database.snapshot();
        return new TableView(snapshot, snapshot::close);
    }

    @Override
    public byte[] digest() {
        try (RocksSnapshot snapshot = database.snapshot()) {
            return StateDigest.of(snapshot);
        }
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
    public void compact() {
        database.compact();
    }

    @Override
    public long sizeBytes() {
        return database.sizeBytes();
    }

    @Override
    public void close() {
        database.close(stateMachine.lastApplied().index());
    }

    /** For tests of the database itself. */
    RocksTables database() {
        return database;
    }
}
