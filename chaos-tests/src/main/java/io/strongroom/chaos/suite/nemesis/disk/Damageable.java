package io.strongroom.chaos.suite.nemesis.disk;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Which of a node's files is damaged. */
public enum Damageable {
    /** A segment; its vote is none of it, because a changed vote that names a node looks whole. */
    LOG("the log", "raft/log/[^/]+/current/log_.*"),
    /** A cluster that nothing was purged from has none. */
    SNAPSHOT("a snapshot", "raft/snapshots/.+/.+"),
    /** What a start needs of it; what RocksDB only writes for people is none of it. */
    DATABASE("the database", "state/.+/(.*\\.sst|.*\\.log|MANIFEST-.*|CURRENT)");

    private static final int BITS = 8;

    private final String words;
    private final Pattern path;

    Damageable(String words, String path) {
        this.words = words;
        this.path = Pattern.compile(path);
    }

    public String words() {
        return words;
    }

    /** Those there are that hold anything, in the order of their names. */
    public List<Path> files(Path dataFolder) throws IOException {
        Predicate<Path> named =
                file -> path.matcher(dataFolder.relativize(file).toString()).matches();
        try (Stream<Path> all = Files.walk(dataFolder)) {
            return all.filter(Files::isRegularFile)
                    .filter(named)
                    .filter(file -> file.toFile().length() > 0)
                    .sorted()
                    .toList();
        }
    }

    /**
     * Flips one bit, or cuts the file off, at a random place before the zeros that it may end with.
     *
     * @param cut whether the rest of the file goes
     * @return what was done, in words; empty when the file holds nothing but zeros
     */
    public static String damage(Path file, boolean cut, RandomGenerator random) throws IOException {
        byte[] content = Files.readAllBytes(file);
        int used = content.length;
        while (used > 0 && content[used - 1] == 0) {
            used--;
        }
        if (used == 0) {
            return "";
        }
        int at = random.nextInt(used);
        // In place, as a disk does it: a snapshot's file can be the database's as well.
        try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
            if (cut) {
                open.setLength(at);
                return "cut off at byte %,d of %,d".formatted(at, content.length);
            }
            int bit = random.nextInt(BITS);
            open.seek(at);
            open.write(content[at] ^ (1 << bit));
            return "bit %d of byte %,d of %,d flipped".formatted(bit, at, content.length);
        }
    }
}
