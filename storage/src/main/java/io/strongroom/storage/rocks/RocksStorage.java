package io.strongroom.storage.rocks;

import io.strongroom.raft.StateMachine;
import io.strongroom.storage.Storage;
import io.strongroom.storage.StorageException;
import io.strongroom.storage.codec.Row;
import io.strongroom.storage.codec.RowCodec;
import io.strongroom.storage.command.DigestReport;
import io.strongroom.storage.state.VaultStateMachine;
import io.strongroom.storage.table.Changes;
import io.strongroom.storage.table.Keys;
import io.strongroom.storage.table.Rows;
import io.strongroom.storage.table.StateDigest;
import io.strongroom.storage.table.Table;
import io.strongroom.storage.table.TableView;
import io.strongroom.storage.view.StateView;

import org.rocksdb.RocksDBException;

import java.nio.file.Path;
import java.util.Optional;

/** The storage on RocksDB. */
public final class RocksStorage implements Storage {
    private static final int FORMAT = 1;

    private final DatabaseFolder folder;
    private final RocksDatabase database;
    private final VaultStateMachine stateMachine;

    private RocksStorage(DatabaseFolder folder, RocksDatabase database) {
        this.folder = folder;
        this.database = database;
        this.stateMachine = new VaultStateMachine(database);
    }

    /** Like {@link #open(Path, RocksSettings)}, with the defaults. */
    public static RocksStorage open(Path folder) {
        return open(folder, RocksSettings.DEFAULT);
    }

    /**
     * Opens the database in the folder, after reading all of it and comparing its checksums; in an
     * absent or empty folder it makes a new one.
     *
     * @throws StorageException when the folder holds anything else, or a database that is damaged,
     *     in use or of a newer version; the message says what to do, and nothing was changed
     */
    public static RocksStorage open(Path path, RocksSettings settings) {
        DatabaseFolder folder = new DatabaseFolder(path);
        return switch (folder.state()) {
            case NEW -> create(folder, settings);
            case READY -> reopen(folder, settings);
        };
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
    public void compact() {}

    @Override
    public long sizeBytes() {
        return folder.sizeBytes();
    }

    @Override
    public void close() {
        long applied = stateMachine.lastApplied().index();
        if (database.close()) {
            folder.setCompleteUpTo(applied);
        }
    }

    RocksDatabase database() {
        return database;
    }

    private static RocksStorage create(DatabaseFolder folder, RocksSettings settings) {
        folder.startCreation();
        RocksDatabase database = openDatabase(folder, settings, true);
        try {
            Changes first = new Changes(database);
            first.put(
                    Table.META,
                    Keys.text(Keys.FORMAT),
                    RowCodec.DATABASE.encode(new Row.Database(FORMAT)));
            database.commit(first);
            database.flush();
            folder.setCompleteUpTo(-1);
            return new RocksStorage(folder, database);
        } catch (StorageException e) {
            database.close();
            throw e;
        }
    }

    private static RocksStorage reopen(DatabaseFolder folder, RocksSettings settings) {
        RocksDatabase database = openDatabase(folder, settings, false);
        try {
            database.verify();
            checkFormat(folder, database);
            RocksStorage storage = new RocksStorage(folder, database);
            checkComplete(folder, storage.stateMachine.lastApplied().index());
            return storage;
        } catch (StorageException e) {
            database.close();
            throw new StorageException(e.getMessage() + ". " + folder.whatToDo(), e);
        }
    }

    /** Every database had this row before it was called ready: an emptied one is found out. */
    private static void checkFormat(DatabaseFolder folder, RocksDatabase database) {
        Optional<Row.Database> row =
                new Rows(database).get(Table.META, Keys.text(Keys.FORMAT), RowCodec.DATABASE);
        if (row.isEmpty()) {
            throw new StorageException("the database in " + folder.files() + " has lost its rows");
        }
        if (row.get().format() != FORMAT) {
            throw new StorageException(
                    "the database in "
                            + folder.files()
                            + " has format "
                            + row.get().format()
                            + ", this version knows "
                            + FORMAT);
        }
    }

    private static void checkComplete(DatabaseFolder folder, long applied) {
        long before = folder.completeUpTo();
        if (applied < before) {
            throw new StorageException(
                    "the database in "
                            + folder.files()
                            + " ends at entry "
                            + applied
                            + " and once had all up to entry "
                            + before);
        }
        if (applied > before) {
            // It was read from disk, so it is there to stay.
            folder.setCompleteUpTo(applied);
        }
    }

    private static RocksDatabase openDatabase(
            DatabaseFolder folder, RocksSettings settings, boolean create) {
        try {
            return RocksDatabase.open(folder.files(), settings, create);
        } catch (RocksDBException e) {
            throw new StorageException(
                    "the database in "
                            + folder.files()
                            + " cannot be opened: "
                            + e.getMessage()
                            + ". "
                            + folder.whatToDo(),
                    e);
        }
    }
}
