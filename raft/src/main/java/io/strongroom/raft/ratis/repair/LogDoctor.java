package io.strongroom.raft.ratis.repair;

import io.strongroom.raft.ratis.repair.Verdict.Clean;
import io.strongroom.raft.ratis.repair.Verdict.Damaged;
import io.strongroom.raft.ratis.repair.Verdict.TornTail;

import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.proto.RaftProtos.RaftConfigurationProto;
import org.apache.ratis.proto.RaftProtos.RaftPeerProto;
import org.apache.ratis.thirdparty.com.google.protobuf.InvalidProtocolBufferException;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Reads all files of a log and says whether they are what was written; changes nothing. What it
 * cannot see: an open segment that ends too early exactly between two records (the state's own
 * index shows that, see {@code known}), and a changed vote that is still a node's name.
 */
public final class LogDoctor {
    private final LogLocation log;
    private final long known;
    private final @Nullable LogEntryProto metaConf;
    private boolean metaConfSeen = true;

    private LogDoctor(LogLocation log, long known, @Nullable LogEntryProto metaConf) {
        this.log = log;
        this.known = known;
        this.metaConf = metaConf;
    }

    /**
     * Examines a log that no node is using.
     *
     * @param known the highest index that the state holds, -1 for none: up to there, or to the
     *     newest snapshot beside the log, records may have been purged, and none may be cut
     * @throws IOException a file cannot be read at all
     */
    public static Verdict examine(LogLocation log, long known) throws IOException {
        if (!Files.exists(log.current()) || isEmpty(log.current())) {
            return new Clean(LogContents.none(Math.max(known, log.snapshotIndex())));
        }
        LogEntryProto conf = null;
        if (Files.exists(log.metaConf())) {
            try {
                conf = LogEntryProto.parseFrom(Files.readAllBytes(log.metaConf()));
            } catch (InvalidProtocolBufferException e) {
                return new Damaged(log.metaConf(), 0, "not a configuration: " + e.getMessage());
            }
            if (conf.getSerializedSize() != Files.size(log.metaConf())
                    || !conf.getUnknownFields().asMap().isEmpty()) {
                return new Damaged(log.metaConf(), 0, "no writer would have put it so");
            }
            if (conf.getConfigurationEntry().getPeersCount() == 0) {
                return new Damaged(log.metaConf(), 0, "it names no member");
            }
        }
        return new LogDoctor(log, Math.max(known, log.snapshotIndex()), conf).read();
    }

    private static boolean isEmpty(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.findAny().isEmpty();
        }
    }

    private Verdict read() throws IOException {
        Verdict verdict = segments(SegmentName.list(log.current()));
        return switch (verdict) {
            case Damaged damaged -> damaged;
            case Clean clean -> metadata(clean, clean.contents());
            case TornTail torn -> metadata(torn, torn.contents());
        };
    }

    private Verdict segments(List<SegmentName> segments) throws IOException {
        LogContents contents = LogContents.none(known);
        for (SegmentName segment : segments) {
            long expected =
                    contents.empty()
                            ? Math.min(segment.firstIndex(), known + 1)
                            : contents.lastIndex() + 1;
            if (contents.open() != null || segment.firstIndex() != expected) {
                return new Damaged(
                        segment.path(),
                        0,
                        contents.open() != null
                                ? "a segment follows the open one"
                                : "the records from index %d to %d are missing"
                                        .formatted(expected, segment.firstIndex() - 1));
            }
            byte[] data = Files.readAllBytes(segment.path());
            Verdict verdict = SegmentScan.read(segment, data, contents, this::compareConf);
            if (!(verdict instanceof Clean clean)) {
                return verdict;
            }
            contents = clean.contents();
        }
        return new Clean(contents);
    }

    /** What is applied is written beside the log as it stands in the log. */
    private void compareConf(LogEntryProto entry) {
        if (metaConf != null && entry.getIndex() == metaConf.getIndex()) {
            metaConfSeen = entry.equals(metaConf) || isOfSnapshot(entry, metaConf);
        }
    }

    /**
     * A leader sends its membership along with a snapshot, without the term and in any order. What
     * the log holds at that index may still be what the snapshot was to replace.
     */
    private boolean isOfSnapshot(LogEntryProto entry, LogEntryProto conf) {
        if (conf.getTerm() != 0) {
            return false;
        }
        return entry.hasConfigurationEntry()
                ? members(entry).equals(members(conf))
                : entry.getIndex() <= known;
    }

    /** Who votes and who listens, now and before. */
    private static List<Set<RaftPeerProto>> members(LogEntryProto entry) {
        RaftConfigurationProto conf = entry.getConfigurationEntry();
        return Stream.of(
                        conf.getPeersList(),
                        conf.getListenersList(),
                        conf.getOldPeersList(),
                        conf.getOldListenersList())
                .map(Set::copyOf)
                .toList();
    }

    private Verdict metadata(Verdict otherwise, LogContents contents) throws IOException {
        if (!metaConfSeen) {
            return new Damaged(
                    log.metaConf(), 0, "it is not the configuration that the log has at its index");
        }
        if (metaConf != null && metaConf.getIndex() > Math.max(contents.lastIndex(), known)) {
            return new Damaged(
                    log.metaConf(),
                    0,
                    "it has the index %d, and the log ends at %d"
                            .formatted(metaConf.getIndex(), contents.lastIndex()));
        }
        String wrong = VoteFile.objection(log.meta(), contents.lastTerm());
        return wrong == null ? otherwise : new Damaged(log.meta(), 0, wrong);
    }
}
