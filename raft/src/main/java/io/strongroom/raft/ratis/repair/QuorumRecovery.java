package io.strongroom.raft.ratis.repair;

import io.strongroom.raft.ratis.repair.LogContents.OpenSegment;
import io.strongroom.raft.ratis.repair.Verdict.Clean;

import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.proto.RaftProtos.RaftConfigurationProto;
import org.apache.ratis.proto.RaftProtos.RaftPeerProto;
import org.apache.ratis.server.raftlog.segmented.SegmentedRaftLogFormat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Makes one surviving node a cluster of its own, for when a majority's disks are lost for good.
 * Everything that its log holds stays and will be committed, also what the lost majority may have
 * refused; what they acknowledged and this node never received is gone.
 *
 * <p>A record is added to the log that makes this node the only voter, in a new term that this node
 * has voted for itself in. A membership in the log takes precedence over every file and setting.
 */
public final class QuorumRecovery {
    private QuorumRecovery() {}

    /**
     * What the cluster begins with.
     *
     * @param firstIndex of the log that was kept; -1 when it was empty
     * @param lastIndex of the log that was kept
     * @param commitIndex the last one that this node knows to be committed, by its state, its
     *     snapshots or its log; a lower bound
     * @param term of the new membership
     * @param dropped the other voters, which must never come back
     * @param copy the folder with the files as they were
     */
    public record Recovered(
            long firstIndex,
            long lastIndex,
            long commitIndex,
            long term,
            List<String> dropped,
            Path copy) {}

    /**
     * Rebuilds the cluster from a stopped node. The last rename is what counts: a crash before it
     * leaves a log that can be recovered again, a second run after it is refused.
     *
     * @param stateIndex how far the log must reach at least
     * @throws RepairException the node runs, it was removed, its log is damaged, it is no voter, or
     *     alone already
     * @throws IOException a file cannot be read or written
     */
    public static Recovered run(LogLocation log, KnownIndex stateIndex, Instant now)
            throws RepairException, IOException {
        try (LogLock _ = LogLock.take(log)) {
            if (log.wasRemoved()) {
                throw new RepairException(
                        "node %d was removed from the cluster, which went on without it: choose a survivor that was a member to the end"
                                .formatted(log.nodeId()));
            }
            long known = stateIndex.highest();
            Verdict verdict = LogDoctor.examine(log, known);
            if (!(verdict instanceof Clean clean)) {
                throw new RepairException(
                        "the log of this node is not whole: %s; run repair-log first, and if that refuses, choose another survivor"
                                .formatted(verdict.line()));
            }
            LogContents contents = clean.contents();
            if (Math.max(contents.lastIndex(), known) < 0) {
                throw new RepairException(
                        "the log of this node is empty: there is nothing to recover from");
            }
            if (contents.lastIndex() < known) {
                throw new RepairException(
                        "the log of this node ends at index %d, and its state holds %d: start it from a whole copy first"
                                .formatted(contents.lastIndex(), known));
            }
            return rebuild(log, contents, now);
        }
    }

    private static Recovered rebuild(LogLocation log, LogContents contents, Instant now)
            throws RepairException, IOException {
        RaftConfigurationProto before = configuration(log, contents);
        RaftPeerProto self = self(log, before);
        List<String> dropped = others(log, before);
        long term = Math.max(contents.lastTerm(), VoteFile.read(log.meta()).term()) + 1;
        Path copy = Durable.copyAside(log, "before-recover", now, changed(log, contents));
        // Harmless without the rest: the node has then taken part in an election of its own.
        Durable.write(
                log.meta(),
                new VoteFile(term, log.peerId()).text().getBytes(StandardCharsets.ISO_8859_1));
        OpenSegment open = contents.open();
        if (open != null && open.records() > 0) {
            Durable.truncate(open.path(), open.length());
            Durable.rename(
                    open.path(),
                    log.current()
                            .resolve(
                                    "log_%d-%d"
                                            .formatted(open.firstIndex(), contents.lastIndex())));
        }
        long index = contents.lastIndex() + 1;
        Durable.write(
                log.current().resolve(SegmentName.OPEN_PREFIX + index),
                segment(alone(self, term, index)));
        return new Recovered(
                contents.firstIndex(),
                contents.lastIndex(),
                contents.commitIndex(),
                term,
                dropped,
                copy);
    }

    private static List<Path> changed(LogLocation log, LogContents contents) {
        List<Path> files = new ArrayList<>(List.of(log.meta(), log.metaConf()));
        Optional.ofNullable(contents.open()).ifPresent(open -> files.add(open.path()));
        return files;
    }

    /** The log's last word on the membership; before any, or after a purge, the file beside it. */
    private static RaftConfigurationProto configuration(LogLocation log, LogContents contents)
            throws RepairException, IOException {
        LogEntryProto last = contents.lastConfiguration();
        if (last != null) {
            return last.getConfigurationEntry();
        }
        if (!Files.exists(log.metaConf())) {
            throw new RepairException("this node has never learnt the cluster's membership");
        }
        return LogEntryProto.parseFrom(Files.readAllBytes(log.metaConf())).getConfigurationEntry();
    }

    private static RaftPeerProto self(LogLocation log, RaftConfigurationProto before)
            throws RepairException {
        return Stream.concat(before.getPeersList().stream(), before.getOldPeersList().stream())
                .filter(peer -> isSelf(log, peer))
                .findFirst()
                .orElseThrow(() ->
                        new RepairException(
                                "node %d was not a voter when its log ended: choose a survivor that was"
                                        .formatted(log.nodeId())));
    }

    private static List<String> others(LogLocation log, RaftConfigurationProto before)
            throws RepairException {
        List<String> others =
                Stream.of(
                                before.getPeersList(),
                                before.getOldPeersList(),
                                before.getListenersList(),
                                before.getOldListenersList())
                        .flatMap(List::stream)
                        .filter(peer -> !isSelf(log, peer))
                        .map(peer -> peer.getId().toStringUtf8() + " at " + peer.getAddress())
                        .distinct()
                        .sorted()
                        .toList();
        if (others.isEmpty()) {
            throw new RepairException(
                    "node %d is the only member already: start it".formatted(log.nodeId()));
        }
        return others;
    }

    private static boolean isSelf(LogLocation log, RaftPeerProto peer) {
        return peer.getId().toStringUtf8().equals(log.peerId());
    }

    private static LogEntryProto alone(RaftPeerProto self, long term, long index) {
        return LogEntryProto.newBuilder()
                .setTerm(term)
                .setIndex(index)
                .setConfigurationEntry(RaftConfigurationProto.newBuilder().addPeers(self))
                .build();
    }

    private static byte[] segment(LogEntryProto entry) {
        ByteBuffer header = SegmentedRaftLogFormat.getHeaderBytebuffer();
        byte[] begin = new byte[header.remaining()];
        header.get(begin);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(begin);
        bytes.writeBytes(Frame.of(entry));
        return bytes.toByteArray();
    }
}
