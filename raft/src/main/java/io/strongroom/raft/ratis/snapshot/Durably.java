package io.strongroom.raft.ratis.snapshot;

import io.strongroom.raft.ratis.disk.DurableFiles;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Whole folders, forced to the disk or removed. */
final class Durably {
    private Durably() {}

    /** Forces every file and every folder below and including this one. */
    static void forceTree(Path folder) throws IOException {
        for (Path path : tree(folder)) {
            DurableFiles.force(path);
        }
    }

    static void deleteTree(Path folder) throws IOException {
        if (Files.exists(folder)) {
            for (Path path : tree(folder)) {
                Files.deleteIfExists(path);
            }
        }
    }

    /** What stands in a folder; nothing when there is no such folder. */
    static List<Path> list(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.sorted().toList();
        }
    }

    static String name(Path path) {
        return String.valueOf(path.getFileName());
    }

    /** Children before their parents. */
    private static List<Path> tree(Path folder) throws IOException {
        try (Stream<Path> paths = Files.walk(folder)) {
            return paths.sorted(Comparator.reverseOrder()).toList();
        }
    }
}
