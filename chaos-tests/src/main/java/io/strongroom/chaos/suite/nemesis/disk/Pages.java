package io.strongroom.chaos.suite.nemesis.disk;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.CRC32;

/**
 * What was in a folder's files at one time, as the checksum of each page of 4 KiB. Immutable.
 *
 * @param byFile the path within the folder, to the checksums in order
 */
record Pages(Map<String, List<Long>> byFile) {
    public static final int PAGE = 4096;

    public Pages {
        byFile = Map.copyOf(byFile);
    }

    /**
     * What differs later.
     *
     * @param files in words, with the pages that each has lost
     */
    public record Loss(long pages, String files) {}

    /** Reads a folder in which nothing changes meanwhile. */
    public static Pages read(Path folder) throws IOException {
        Map<String, List<Long>> found = new HashMap<>();
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                found.put(folder.relativize(file).toString(), checksums(file));
            }
        }
        return new Pages(found);
    }

    static long checksum(byte[] page) {
        CRC32 sum = new CRC32();
        sum.update(page);
        return sum.getValue();
    }

    /** What of this is not in the folder any more. */
    public Loss lostIn(Path folder) throws IOException {
        SortedMap<String, Long> lost = new TreeMap<>();
        for (Map.Entry<String, List<Long>> before : byFile.entrySet()) {
            List<Long> now;
            try {
                now = checksums(folder.resolve(before.getKey()));
            } catch (NoSuchFileException gone) {
                now = List.of();
            }
            long pages = differing(before.getValue(), now);
            if (pages > 0) {
                lost.put(before.getKey(), pages);
            }
        }
        return new Loss(
                lost.values().stream().mapToLong(Long::longValue).sum(),
                lost.entrySet().stream()
                        .map(one -> one.getKey() + " " + one.getValue())
                        .collect(Collectors.joining(", ")));
    }

    private static long differing(List<Long> before, List<Long> now) {
        long count = 0;
        for (int i = 0; i < before.size(); i++) {
            if (i >= now.size() || !before.get(i).equals(now.get(i))) {
                count++;
            }
        }
        return count;
    }

    private static List<Long> checksums(Path file) throws IOException {
        List<Long> sums = new ArrayList<>();
        try (InputStream in = Files.newInputStream(file)) {
            for (byte[] page = in.readNBytes(PAGE); page.length > 0; page = in.readNBytes(PAGE)) {
                sums.add(checksum(page));
            }
        }
        return sums;
    }
}
