package io.strongroom.raft.ratis.repair;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.strongroom.raft.ratis.repair.Verdict.Clean;
import io.strongroom.raft.ratis.repair.Verdict.Damaged;
import io.strongroom.raft.ratis.repair.Verdict.TornTail;

import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.proto.RaftProtos.MetadataProto;
import org.apache.ratis.proto.RaftProtos.RaftConfigurationProto;
import org.apache.ratis.proto.RaftProtos.RaftPeerProto;
import org.apache.ratis.proto.RaftProtos.StateMachineLogEntryProto;
import org.apache.ratis.server.raftlog.segmented.SegmentedRaftLogFormat;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.UUID;

/** What is known to be committed, with and without the entries in which Ratis can tell it. */
class LogDoctorTest {
    private static final long TERM = 2;
    private static final int TORN_BYTES = 600;

    private final UUID cluster = UUID.randomUUID();

    @TempDir private Path dir;

    /** The index of the last record: a configuration, two entries, perhaps metadata, one more. */
    private static long last(boolean metadata) {
        return metadata ? 4 : 3;
    }

    private LogLocation write(boolean metadata, boolean torn) throws IOException {
        LogLocation log = new LogLocation(dir, cluster, 1);
        Files.createDirectories(log.current());
        Files.writeString(dir.resolve("identity"), "cluster " + cluster + "\nnode 1\n");
        Files.writeString(log.meta(), new VoteFile(TERM, "n1").text());
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ByteBuffer header = SegmentedRaftLogFormat.getHeaderBytebuffer();
        byte[] begin = new byte[header.remaining()];
        header.get(begin);
        bytes.writeBytes(begin);
        bytes.writeBytes(Frame.of(configuration()));
        bytes.writeBytes(Frame.of(entry(1, 100)));
        bytes.writeBytes(Frame.of(entry(2, 100)));
        if (metadata) {
            bytes.writeBytes(
                    Frame.of(
                            entry(3).setMetadataEntry(MetadataProto.newBuilder().setCommitIndex(2))
                                    .build()));
        }
        bytes.writeBytes(Frame.of(entry(last(metadata), 2000)));
        byte[] data = bytes.toByteArray();
        Files.write(
                log.current().resolve(SegmentName.OPEN_PREFIX + 0),
                torn ? Arrays.copyOf(data, data.length - TORN_BYTES) : data);
        return log;
    }

    private static LogEntryProto.Builder entry(long index) {
        return LogEntryProto.newBuilder().setTerm(TERM).setIndex(index);
    }

    private static LogEntryProto entry(long index, int bytes) {
        byte[] content = new byte[bytes];
        Arrays.fill(content, (byte) 7);
        return entry(index)
                .setStateMachineLogEntry(
                        StateMachineLogEntryProto.newBuilder()
                                .setLogData(ByteString.copyFrom(content)))
                .build();
    }

    private static LogEntryProto configuration() {
        RaftConfigurationProto.Builder voters = RaftConfigurationProto.newBuilder();
        for (int node = 1; node <= 3; node++) {
            voters.addPeers(
                    RaftPeerProto.newBuilder()
                            .setId(ByteString.copyFromUtf8("n" + node))
                            .setAddress("127.0.0." + node + ":20000"));
        }
        return entry(0).setConfigurationEntry(voters).build();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void examine_aTornTail_isJudgedByWhatTheStateHolds(boolean metadata) throws IOException {
        LogLocation log = write(metadata, true);
        long last = last(metadata);
        TornTail unknown = assertInstanceOf(TornTail.class, LogDoctor.examine(log, -1));
        assertEquals(metadata ? 2 : -1, unknown.contents().commitIndex());
        TornTail known = assertInstanceOf(TornTail.class, LogDoctor.examine(log, last - 1));
        assertEquals(last - 1, known.contents().commitIndex());
        assertInstanceOf(Damaged.class, LogDoctor.examine(log, last));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void examine_aTornTail_isJudgedByTheNewestSnapshot(boolean metadata) throws IOException {
        LogLocation log = write(metadata, true);
        Path snapshots = dir.resolve("snapshots");
        Files.createDirectories(snapshots.resolve("snap-2_2"));
        TornTail above = assertInstanceOf(TornTail.class, LogDoctor.examine(log, -1));
        assertEquals(2, above.contents().commitIndex());
        Files.createDirectories(snapshots.resolve("snap-2_" + last(metadata)));
        assertInstanceOf(Damaged.class, LogDoctor.examine(log, -1));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void recovery_ofAWholeLog_tellsWhatTheStateHolds(boolean metadata) throws Exception {
        LogLocation log = write(metadata, false);
        QuorumRecovery.Recovered recovered = QuorumRecovery.run(log, () -> 2, Instant.EPOCH);
        assertEquals(2, recovered.commitIndex());
        assertEquals(last(metadata), recovered.lastIndex());
        Clean after = assertInstanceOf(Clean.class, LogDoctor.examine(log, 2));
        assertEquals(last(metadata) + 1, after.contents().lastIndex());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void repair_ofATornTail_leavesAWholeLog(boolean metadata) throws Exception {
        LogLocation log = write(metadata, true);
        assertInstanceOf(
                TornTail.class, LogRepair.run(log, () -> 2, false, Instant.EPOCH).verdict());
        Clean after = assertInstanceOf(Clean.class, LogDoctor.examine(log, 2));
        assertEquals(last(metadata) - 1, after.contents().lastIndex());
    }

    @Test
    void repair_dryRun_tellsWhereTheLogEnds() throws Exception {
        assertEquals("Last record: term 2, index 3; index 2 is known to be committed.", end(false));
        assertEquals("Last record: term 2, index 2; index 2 is known to be committed.", end(true));
        assertEquals(
                "The log has no record; what is committed is not known here.",
                LogContents.none(-1).end());
    }

    private String end(boolean torn) throws Exception {
        LogLocation log = write(false, torn);
        return switch (LogRepair.run(log, () -> 2, true, Instant.EPOCH).verdict()) {
            case Clean clean -> clean.contents().end();
            case TornTail tail -> tail.contents().end();
            case Damaged damaged -> damaged.line();
        };
    }

    /** As a leader sends it along with a snapshot. */
    @Test
    void examine_membershipThatCameWithASnapshot_isWhatTheLogHas() throws IOException {
        LogLocation log = write(false, false);
        Files.write(log.metaConf(), configuration().toBuilder().clearTerm().build().toByteArray());

        assertInstanceOf(Clean.class, LogDoctor.examine(log, 1));
    }

    @Test
    void examine_anotherMembershipThanTheLogHas_isDamage() throws IOException {
        LogLocation log = write(false, false);
        LogEntryProto.Builder other = configuration().toBuilder().clearTerm();
        other.getConfigurationEntryBuilder()
                .addPeers(RaftPeerProto.newBuilder().setId(ByteString.copyFromUtf8("n9")));
        Files.write(log.metaConf(), other.build().toByteArray());

        assertInstanceOf(Damaged.class, LogDoctor.examine(log, 1));
    }
}
