package io.strongroom.raft.ratis.snapshot;

import org.apache.ratis.server.RaftServerConfigKeys.Log.CorruptionPolicy;
import org.apache.ratis.server.raftlog.segmented.LogSegment;
import org.apache.ratis.server.raftlog.segmented.LogSegmentPath;
import org.apache.ratis.server.storage.RaftStorage;
import org.apache.ratis.util.SizeInBytes;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What Ratis' segments hold, found out before Ratis opens them.
 *
 * @param first the index of the first entry, -1 when there is none
 * @param last the index of the last entry, -1 when there is none
 */
record LogFiles(List<LogSegmentPath> segments, long first, long last) {
    /** Of a segment that is written, and of a closed one. */
    private static final Pattern NAME =
            Pattern.compile("log_(inprogress_)?(?<start>[0-9]+)(-(?<end>[0-9]+))?");

    private static final SizeInBytes LARGEST_ENTRY = SizeInBytes.valueOf("8MB");

    /**
     * @throws IOException also when the newest segment is damaged
     */
    static LogFiles read(RaftStorage storage) throws IOException {
        List<LogSegmentPath> segments = LogSegmentPath.getLogSegmentPaths(storage);
        if (segments.isEmpty()) {
            return new LogFiles(segments, -1, -1);
        }
        LogSegmentPath newest = segments.getLast();
        long start = number(newest, "start");
        long end = number(newest, "end");
        long last = end >= 0 ? end : start + countEntries(newest) - 1;
        long first = number(segments.getFirst(), "start");
        return last < first ? new LogFiles(segments, -1, -1) : new LogFiles(segments, first, last);
    }

    private static long number(LogSegmentPath segment, String group) throws IOException {
        Matcher name = NAME.matcher(Durably.name(segment.getPath()));
        if (!name.matches()) {
            throw new IOException("not the name of a segment: " + segment.getPath());
        }
        String digits = name.group(group);
        return digits == null ? -1 : Long.parseLong(digits);
    }

    private static int countEntries(LogSegmentPath open) throws IOException {
        return LogSegment.readSegmentFile(
                open.getPath().toFile(),
                open.getStartEnd(),
                LARGEST_ENTRY,
                CorruptionPolicy.EXCEPTION,
                null,
                null);
    }

    boolean isEmpty() {
        return first < 0;
    }

    /** Removes all segments, the oldest first so that no gap can be left behind. */
    void delete() throws IOException {
        for (LogSegmentPath segment : segments) {
            Files.deleteIfExists(segment.getPath());
        }
    }
}
