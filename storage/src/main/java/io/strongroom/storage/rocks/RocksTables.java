package io.strongroom.storage.rocks;

import io.strongroom.raft.LogPosition;
import io.strongroom.storage.StorageException;
import io.strongroom.storage.codec.Row;
import io.strongroom.storage.codec.RowCodec;
import io.strongroom.storage.table.Changes;
import io.strongroom.storage.table.Keys;
import io.strongroom.storage.table.RowVisitor;
import io.strongroom.storage.table.Rows;
import io.strongroom.storage.table.Table;
import io.strongroom.storage.table.TableReader;
import io.strongroom.storage.table.TableStore;

import org.rocksdb.RocksDBException;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/** The tables in whichever database is live: a snapshot replaces one by another. Thread-safe. */
final class RocksTables implements TableStore {
    private static final int FORMAT = 1;

    /** Where a replacement stands; a crash at any of them leaves the old or the new state. */
    enum Step {
        STARTED,
        LINKED,
        CHECKED,
        DURABLE,
        SWITCHED,
        REMOVED
    }

    private final DatabaseFolder folder;
    private final RocksSettings settings;
    private final Consumer<Step> onStep;
    private volatile RocksDatabase live;
    private volatile FileCheck check;

    private RocksTables(
            DatabaseFolder folder,
            RocksSettings settings,
            Consumer<Step> onStep,
            RocksDatabase live) {
        this.folder = folder;
        this.settings = settings;
        this.onStep = onStep;
        this.live = live;
        this.check = new FileCheck(live, folder.files());
    }

    /** See {@link RocksStorage#open(Path, RocksSettings)}; a replacement reports its steps. */
    static RocksTables open(Path path, RocksSettings settings, Consumer<Step> onStep) {
        DatabaseFolder folder = new DatabaseFolder(path);
        RocksDatabase opened =
                switch (folder.state()) {
                    case NEW -> create(folder, settings);
                    case READY -> reopen(folder, settings);
                };
        RocksTables tables = new RocksTables(folder, settings, onStep, opened);
        try {
            tables.verify();
            folder.removeOthers();
            return tables;
        } catch (StorageException e) {
            opened.discard("the database was not opened");
            throw new StorageException(e.getMessage() + ". " + folder.whatToDo(), e);
        }
    }

    @Override
    public Optional<byte[]> get(Table table, byte[] key) {
        return live.get(table, key);
    }

    @Override
    public void scan(Table table, byte[] from, byte[] until, RowVisitor visitor) {
        live.scan(table, from, until, visitor);
    }

    @Override
    public void commit(Changes changes) {
        live.commit(changes);
    }

    /** The tables as of now. */
    RocksSnapshot snapshot() {
        return live.snapshot();
    }

    void flush() {
        live.flush();
    }

    void compact() {
        new Compaction(live, folder.files(), settings.viewGrace()).run();
    }

    long sizeBytes() {
        return folder.sizeBytes();
    }

    @Override
    public void copyTo(Path path) {
        SnapshotFolder snapshot = new SnapshotFolder(path);
        live.checkpoint(snapshot.files());
        LogPosition position = position(live);
        snapshot.complete(position);
        // The log may now forget what the copy has: a database that forgets it is to be found out.
        folder.setCompleteUpTo(position.index());
    }

    @Override
    public void replaceBy(Path path) {
        SnapshotFolder snapshot = new SnapshotFolder(path);
        LogPosition position = snapshot.position();
        Path files = folder.startReplacement();
        onStep.accept(Step.STARTED);
        RocksDatabase next = link(snapshot, files);
        try {
            new FileCheck(next, files).run();
            checkFormat(next, files);
            if (!position(next).equals(position)) {
                throw new StorageException(
                        "the snapshot "
                                + path
                                + " says that it goes up to "
                                + position
                                + " and goes up to "
                                + position(next));
            }
            onStep.accept(Step.CHECKED);
            FileTree.syncAll(files);
            onStep.accept(Step.DURABLE);
            folder.setLive(files, position.index());
        } catch (IOException e) {
            next.discard("it was not taken into use");
            throw new StorageException("the database " + files + " cannot be made durable", e);
        } catch (StorageException e) {
            next.discard("it was not taken into use");
            throw e;
        }
        check.stop();
        RocksDatabase old = live;
        check = new FileCheck(next, files);
        live = next;
        onStep.accept(Step.SWITCHED);
        old.discard("the state was replaced by a newer snapshot: ask again");
        folder.removeOthers();
        onStep.accept(Step.REMOVED);
    }

    /** Everything up to this entry was committed. */
    void close(long applied) {
        check.stop();
        if (live.close()) {
            folder.setCompleteUpTo(applied);
        }
    }

    private RocksDatabase link(SnapshotFolder snapshot, Path files) {
        try {
            FileTree.linkTables(snapshot.files(), files);
        } catch (IOException e) {
            throw new StorageException("the snapshot's files cannot be taken over", e);
        }
        onStep.accept(Step.LINKED);
        return openDatabase(folder, files, settings, false);
    }

    /** All of a small database now; of a large one only after damage was found in it. */
    private void verify() {
        boolean suspect = folder.isSuspect();
        if (suspect || folder.sizeBytes() <= settings.verifiedOnOpeningBytes()) {
            check.run();
        } else {
            check.runInBackground(folder);
        }
        if (suspect) {
            folder.clearSuspicion();
        }
    }

    private static RocksDatabase create(DatabaseFolder folder, RocksSettings settings) {
        Path files = folder.startCreation();
        RocksDatabase database = openDatabase(folder, files, settings, true);
        try {
            Changes first = new Changes(database);
            first.put(
                    Table.META,
                    Keys.text(Keys.FORMAT),
                    RowCodec.DATABASE.encode(new Row.Database(FORMAT)));
            database.commit(first);
            database.flush();
            folder.setLive(files, -1);
            return database;
        } catch (StorageException e) {
            database.discard("the database was not opened");
            throw e;
        }
    }

    private static RocksDatabase reopen(DatabaseFolder folder, RocksSettings settings) {
        Path files = folder.files();
        RocksDatabase database = openDatabase(folder, files, settings, false);
        try {
            checkFormat(database, files);
            checkComplete(folder, position(database).index());
            return database;
        } catch (StorageException e) {
            database.discard("the database was not opened");
            throw new StorageException(e.getMessage() + ". " + folder.whatToDo(), e);
        }
    }

    /** Every database had this row before it was called ready: an emptied one is found out. */
    private static void checkFormat(TableReader database, Path files) {
        Optional<Row.Database> row =
                new Rows(database).get(Table.META, Keys.text(Keys.FORMAT), RowCodec.DATABASE);
        if (row.isEmpty()) {
            throw new StorageException("the database in " + files + " has lost its rows");
        }
        if (row.get().format() != FORMAT) {
            throw new StorageException(
                    "the database in "
                            + files
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

    private static LogPosition position(TableReader database) {
        return new Rows(database)
                .get(Table.META, Keys.text(Keys.APPLIED), RowCodec.POSITION)
                .map(row -> new LogPosition(row.term(), row.index()))
                .orElse(LogPosition.NONE);
    }

    private static RocksDatabase openDatabase(
            DatabaseFolder folder, Path files, RocksSettings settings, boolean create) {
        try {
            return RocksDatabase.open(files, settings, create);
        } catch (RocksDBException e) {
            throw new StorageException(
                    "the database in "
                            + files
                            + " cannot be opened: "
                            + e.getMessage()
                            + ". "
                            + folder.whatToDo(),
                    e);
        }
    }
}
