package io.strongroom.storage.rocks;

import io.strongroom.storage.StorageException;

import org.rocksdb.LiveFileMetaData;
import org.rocksdb.Options;
import org.rocksdb.RocksDBException;
import org.rocksdb.SstFileReader;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Reads every table file of an open database and compares its checksums. A large database is
 * checked while it serves already: reads compare the checksum of each block they touch anyway, so
 * damage is never served; the check finds what no read has touched yet.
 */
final class FileCheck {
    private final RocksDatabase database;
    private final Path files;
    private final AtomicBoolean stopped = new AtomicBoolean();

    FileCheck(RocksDatabase database, Path files) {
        this.database = database;
        this.files = files;
    }

    /** Returns when all files are found whole, or the check was stopped. */
    void run() {
        List<Path> tables =
                database.whileOpen(db -> db.getLiveFilesMetaData()).stream()
                        .map(LiveFileMetaData::fileName)
                        .map(name -> files.resolve(name.replace("/", "")))
                        .toList();
        for (Path table : tables) {
            if (stopped.get()) {
                return;
            }
            check(table);
        }
    }

    /**
     * The same beside other work. Once damage is found, the database takes no more reads or writes
     * (which halts the node at the log's next entry), and the next start checks before it serves.
     */
    void runInBackground(DatabaseFolder folder) {
        Thread.ofPlatform()
                .daemon()
                .name("storage-verify")
                .start(() -> {
                    try {
                        run();
                    } catch (StorageException e) {
                        if (e.kind() == StorageException.Kind.FAILURE && !stopped.get()) {
                            database.condemn(e);
                            folder.suspect();
                        }
                    }
                });
    }

    void stop() {
        stopped.set(true);
    }

    private void check(Path table) {
        try (Options options = new Options();
                SstFileReader reader = new SstFileReader(options)) {
            reader.open(table.toString());
            reader.verifyChecksum();
        } catch (RocksDBException e) {
            if (stopped.get() || !Files.exists(table)) {
                // Compacted away meanwhile; a live one that is missing failed the opening.
                return;
            }
            throw new StorageException("the file " + table + " is damaged: " + e.getMessage(), e);
        }
    }
}
