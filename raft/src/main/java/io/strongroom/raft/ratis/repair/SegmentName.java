package io.strongroom.raft.ratis.repair;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A segment's file and what its name says.
 *
 * @param path the file
 * @param firstIndex of its first record
 * @param lastIndex of its last record; empty while it is open
 */
record SegmentName(Path path, long firstIndex, Optional<Long> lastIndex) {
    /** What Ratis calls the segment that it writes to. */
    static final String OPEN_PREFIX = "log_inprogress_";

    private static final Pattern NAME = Pattern.compile("log_(?:inprogress_)?(\\d+)(?:-(\\d+))?");

    /** The segments of a folder, by their first index. */
    static List<SegmentName> list(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(SegmentName::parse)
                    .flatMap(Optional::stream)
                    .sorted(
                            Comparator.comparingLong(SegmentName::firstIndex)
                                    .thenComparing(SegmentName::open))
                    .toList();
        }
    }

    private static Optional<SegmentName> parse(Path path) {
        String name = String.valueOf(path.getFileName());
        Matcher matcher = NAME.matcher(name);
        if (!matcher.matches() || name.startsWith(OPEN_PREFIX) == name.contains("-")) {
            return Optional.empty();
        }
        return Optional.of(
                new SegmentName(
                        path,
                        Long.parseLong(matcher.group(1)),
                        Optional.ofNullable(matcher.group(2)).map(Long::parseLong)));
    }

    boolean open() {
        return lastIndex.isEmpty();
    }
}
