package io.strongroom.storage.rocks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Folders of databases in tests. */
final class Folders {
    private Folders() {}

    /** What a killed process leaves behind: the files as they are, nothing flushed for it. */
    static Path copy(Path from, Path to) {
        for (int attempt = 0; attempt < 1000; attempt++) {
            try {
                SortedMap<Path, Long> before = sizes(from);
                for (Path path : before.keySet()) {
                    Path target = to.resolve(from.relativize(path).toString());
                    Files.createDirectories(target.getParent());
                    Files.copy(path, target, StandardCopyOption.REPLACE_EXISTING);
                }
                // Nothing went on in the background meanwhile: it is a picture of one moment.
                if (before.equals(sizes(from))) {
                    return to;
                }
            } catch (NoSuchFileException e) {
                // Compacted away under our hands: once more.
                Thread.onSpinWait();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            delete(to);
        }
        throw new IllegalStateException("the folder " + from + " never came to rest");
    }

    private static SortedMap<Path, Long> sizes(Path folder) throws IOException {
        SortedMap<Path, Long> sizes = new TreeMap<>();
        try {
            for (Path path : all(folder)) {
                if (Files.isRegularFile(path)) {
                    sizes.put(path, Files.size(path));
                }
            }
        } catch (UncheckedIOException e) {
            // How a walk reports what vanishes before it.
            throw e.getCause();
        }
        return sizes;
    }

    private static void delete(Path folder) {
        if (!Files.exists(folder)) {
            return;
        }
        for (Path path : all(folder).reversed()) {
            path.toFile().delete();
        }
    }

    /** Where RocksDB has its files. */
    static Path live(Path database) {
        return new DatabaseFolder(database).files();
    }

    /** RocksDB's files whose names end or begin like this. */
    static List<Path> files(Path database, String nameStart, String nameEnd) {
        return all(live(database)).stream()
                .filter(path -> path.getFileName().toString().startsWith(nameStart))
                .filter(path -> path.getFileName().toString().endsWith(nameEnd))
                .toList();
    }

    private static List<Path> all(Path folder) {
        try (Stream<Path> paths = Files.walk(folder)) {
            return paths.sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
