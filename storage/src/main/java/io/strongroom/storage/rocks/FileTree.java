package io.strongroom.storage.rocks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** What the database does with folders as wholes. */
final class FileTree {
    private FileTree() {}

    static List<Path> list(Path folder) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.sorted().toList();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /**
     * Gives a database's files a second place. Table files never change once written and are
     * linked; all others are copied, because RocksDB goes on writing to them.
     */
    static void linkTables(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        for (Path file : list(from)) {
            Path target = to.resolve(file.getFileName().toString());
            if (!file.toString().endsWith(".sst") || !linked(file, target)) {
                Files.copy(file, target);
            }
        }
    }

    /** Makes files and their names durable. */
    static void syncAll(Path folder) throws IOException {
        for (Path file : list(folder)) {
            syncIfThere(file);
        }
        sync(folder);
    }

    /** An open database replaces files of its own meanwhile, and syncs them itself. */
    private static void syncIfThere(Path file) throws IOException {
        try {
            sync(file);
        } catch (NoSuchFileException e) {
            if (Files.exists(file)) {
                throw e;
            }
        }
    }

    /** A rename outlives a power cut only once its folder is on disk. */
    static void sync(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /** Not across file systems, and not on all of them. */
    private static boolean linked(Path file, Path target) throws IOException {
        try {
            Files.createLink(target, file);
            return true;
        } catch (UnsupportedOperationException | FileSystemException e) {
            if (Files.exists(file) && !Files.exists(target)) {
                return false;
            }
            throw new IOException("cannot link " + file, e);
        }
    }
}
