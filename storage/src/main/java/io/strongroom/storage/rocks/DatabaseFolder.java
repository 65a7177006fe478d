package io.strongroom.storage.rocks;

import io.strongroom.storage.StorageException;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/**
 * The folder of a database and the marker in it. The marker names the live sub folder and says up
 * to which entry it is complete at least: a database that is lost is never taken for a new one, one
 * that has forgotten (RocksDB takes a MANIFEST cut off at its end for an older one) is found out,
 * and one rename replaces one database by another. Thread-safe.
 */
final class DatabaseFolder {
    /** What is in the folder. */
    enum State {
        /** Nothing, or what a crash left of the first start. */
        NEW,
        /** A database. */
        READY
    }

    private final Path folder;
    private final Path marker;
    private final Path draft;
    private final Path suspicion;

    DatabaseFolder(Path folder) {
        this.folder = folder;
        this.marker = folder.resolve("strongroom-database");
        this.draft = folder.resolve("strongroom-database.new");
        this.suspicion = folder.resolve("strongroom-database.damaged");
    }

    State state() {
        try {
            if (!Files.exists(folder) || isEmpty()) {
                return State.NEW;
            }
            if (!Files.exists(marker)) {
                throw new StorageException(
                        "the folder "
                                + folder
                                + " is not empty and holds no Strongroom database: name another"
                                + " folder, or move what is in it away");
            }
            if (Files.readString(marker, StandardCharsets.ISO_8859_1).equals(Marker.CREATING)) {
                return State.NEW;
            }
            if (!Files.exists(files().resolve("CURRENT"))) {
                throw new StorageException(
                        "the folder " + folder + " has lost its database. " + whatToDo());
            }
            return State.READY;
        } catch (IOException e) {
            throw new StorageException("the folder " + folder + " cannot be read", e);
        }
    }

    /** Where the live database has its files. */
    Path files() {
        return folder.resolve(marker().live());
    }

    /** The entry up to which the database was complete at least, -1 before the first. */
    long completeUpTo() {
        return marker().completeUpTo();
    }

    /**
     * Clears away what a crash left of an earlier creation; nothing was ever applied there.
     *
     * @return where the first database goes
     */
    Path startCreation() {
        try {
            Files.createDirectories(folder);
            mark(Marker.CREATING);
            removeAllBut("");
            Path files = Files.createDirectory(folder.resolve("db-1"));
            FileTree.sync(folder);
            Path parent = folder.toAbsolutePath().getParent();
            if (parent != null) {
                FileTree.sync(parent);
            }
            return files;
        } catch (IOException e) {
            throw new StorageException("no database can be created in the folder " + folder, e);
        }
    }

    /** Where the next database is to be built; what a crash left there is removed. */
    Path startReplacement() {
        Path next = folder.resolve(marker().next());
        try {
            FileTree.delete(next);
            return next;
        } catch (IOException e) {
            throw new StorageException("the folder " + next + " cannot be cleared", e);
        }
    }

    /** From now on a database that is missing, or ends before this entry, has lost something. */
    synchronized void setCompleteUpTo(long index) {
        setLive(files(), index);
    }

    /** The switch from one database to another, whose files are durable. */
    synchronized void setLive(Path files, long completeUpTo) {
        try {
            mark(new Marker(files.getFileName().toString(), completeUpTo).text());
        } catch (IOException e) {
            throw new StorageException("the marker file " + marker + " cannot be written", e);
        }
    }

    /** Removes databases that were replaced, or never finished. */
    void removeOthers() {
        try {
            removeAllBut(marker().live());
        } catch (IOException e) {
            throw new StorageException("old databases in " + folder + " cannot be removed", e);
        }
    }

    /** Damage was found while running: the next start is to look at everything first. */
    void suspect() {
        try {
            Files.writeString(suspicion, "verified on opening, then removed\n");
            FileTree.sync(suspicion);
            FileTree.sync(folder);
        } catch (IOException e) {
            throw new StorageException("the file " + suspicion + " cannot be written", e);
        }
    }

    boolean isSuspect() {
        return Files.exists(suspicion);
    }

    void clearSuspicion() {
        try {
            Files.deleteIfExists(suspicion);
        } catch (IOException e) {
            throw new StorageException("the file " + suspicion + " cannot be removed", e);
        }
    }

    long sizeBytes() {
        try {
            // A file that compaction removes meanwhile counts zero.
            return FileTree.list(files()).stream().mapToLong(path -> path.toFile().length()).sum();
        } catch (IOException e) {
            throw new StorageException("the folder " + folder + " cannot be read", e);
        }
    }

    String whatToDo() {
        return "If another process uses "
                + folder
                + ", stop it. Otherwise its files are damaged or missing: move the folder aside as"
                + " it is, keep the folder of the Raft log, and start the node again; it rebuilds"
                + " the state from the log or from another node's snapshot";
    }

    private Marker marker() {
        try {
            String text = Files.readString(marker, StandardCharsets.ISO_8859_1);
            return Marker.parse(text)
                    .orElseThrow(() ->
                            new StorageException(
                                    "the marker file "
                                            + marker
                                            + " is damaged or of a newer version. "
                                            + whatToDo()));
        } catch (IOException e) {
            throw new StorageException("the marker file " + marker + " cannot be read", e);
        }
    }

    private void removeAllBut(String live) throws IOException {
        List<Path> others =
                FileTree.list(folder).stream()
                        .filter(path -> Marker.isDatabase(path.getFileName().toString()))
                        .filter(path -> !path.getFileName().toString().equals(live))
                        .toList();
        for (Path other : others) {
            FileTree.delete(other);
        }
    }

    private boolean isEmpty() throws IOException {
        // The draft is what a crash of the very first start leaves.
        return FileTree.list(folder).stream().allMatch(path -> path.equals(draft));
    }

    private void mark(String text) throws IOException {
        Files.writeString(draft, text, StandardCharsets.ISO_8859_1);
        FileTree.sync(draft);
        Files.move(draft, marker, StandardCopyOption.ATOMIC_MOVE);
        FileTree.sync(folder);
    }
}
