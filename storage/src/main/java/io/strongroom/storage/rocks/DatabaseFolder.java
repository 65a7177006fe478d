package io.strongroom.storage.rocks;

import io.strongroom.storage.StorageException;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The folder of a database and the marker in it. The marker says whether a database was completed
 * here, and up to which entry at least: one that is lost is never taken for a new one, and one that
 * has forgotten (RocksDB takes a MANIFEST cut off at its end for an older one) is found out.
 */
final class DatabaseFolder {
    private static final String CREATING = "strongroom database 1: being created\n";
    private static final Pattern READY =
            Pattern.compile("strongroom database 1: has all up to entry (-?\\d{1,18})\n");

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
    private final Path files;

    DatabaseFolder(Path folder) {
        this.folder = folder;
        this.marker = folder.resolve("strongroom-database");
        this.draft = folder.resolve("strongroom-database.new");
        this.files = folder.resolve("rocks");
    }

    /** Where RocksDB has its files. */
    Path files() {
        return files;
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
            String text = Files.readString(marker, StandardCharsets.ISO_8859_1);
            if (text.equals(CREATING)) {
                return State.NEW;
            }
            if (!READY.matcher(text).matches()) {
                throw new StorageException(
                        "the marker file "
                                + marker
                                + " is damaged or of a newer version. "
                                + whatToDo());
            }
            if (!Files.exists(files.resolve("CURRENT"))) {
                throw new StorageException(
                        "the folder " + folder + " has lost its database. " + whatToDo());
            }
            return State.READY;
        } catch (IOException e) {
            throw new StorageException("the folder " + folder + " cannot be read", e);
        }
    }

    /** Clears away what a crash left of an earlier creation; nothing was ever applied there. */
    void startCreation() {
        try {
            Files.createDirectories(folder);
            mark(CREATING);
            if (Files.exists(files)) {
                try (Stream<Path> left = Files.walk(files)) {
                    for (Path path : left.sorted(Comparator.reverseOrder()).toList()) {
                        Files.delete(path);
                    }
                }
            }
            Files.createDirectories(files);
            sync(folder);
            Path parent = folder.toAbsolutePath().getParent();
            if (parent != null) {
                sync(parent);
            }
        } catch (IOException e) {
            throw new StorageException("no database can be created in the folder " + folder, e);
        }
    }

    /** The entry up to which the database was complete at least, -1 before the first. */
    long completeUpTo() {
        try {
            Matcher ready = READY.matcher(Files.readString(marker, StandardCharsets.ISO_8859_1));
            if (!ready.matches()) {
                throw new StorageException("the marker file " + marker + " is damaged");
            }
            return Long.parseLong(ready.group(1));
        } catch (IOException e) {
            throw new StorageException("the marker file " + marker + " cannot be read", e);
        }
    }

    /** From now on a database that is missing, or ends before this entry, has lost something. */
    void setCompleteUpTo(long index) {
        try {
            mark("strongroom database 1: has all up to entry " + index + "\n");
        } catch (IOException e) {
            throw new StorageException("the marker file " + marker + " cannot be written", e);
        }
    }

    long sizeBytes() {
        try (Stream<Path> all = Files.list(files)) {
            // A file that compaction removes meanwhile counts zero.
            return all.mapToLong(path -> path.toFile().length()).sum();
        } catch (IOException e) {
            throw new StorageException("the folder " + files + " cannot be read", e);
        }
    }

    String whatToDo() {
        return "If another process uses "
                + folder
                + ", stop it. Otherwise its files are damaged or missing: move the folder aside as"
                + " it is, keep the folder of the Raft log, and start the node again; it rebuilds"
                + " the state from the log";
    }

    private boolean isEmpty() throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            // The draft is what a crash of the very first start leaves.
            return all.allMatch(path -> path.equals(draft));
        }
    }

    private void mark(String text) throws IOException {
        Files.writeString(draft, text, StandardCharsets.ISO_8859_1);
        sync(draft);
        Files.move(draft, marker, StandardCopyOption.ATOMIC_MOVE);
        sync(folder);
    }

    /** A rename outlives a power cut only once its folder is on disk. */
    private static void sync(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
