package io.strongroom.raft.ratis.repair;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.proto.RaftProtos.RaftConfigurationProto;
import org.apache.ratis.proto.RaftProtos.RaftPeerProto;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.UUID;

class LostConfigurationTest {
    @TempDir private Path folder;

    private LogLocation log() {
        return new LogLocation(folder, new UUID(0, 1), 2);
    }

    private static LogEntryProto configuration(long index, int members) {
        RaftConfigurationProto.Builder peers = RaftConfigurationProto.newBuilder();
        for (int i = 1; i <= members; i++) {
            peers.addPeers(
                    RaftPeerProto.newBuilder()
                            .setId(ByteString.copyFromUtf8("n" + i))
                            .setAddress("node" + i + ".example.com:9000"));
        }
        return LogEntryProto.newBuilder()
                .setTerm(4)
                .setIndex(index)
                .setConfigurationEntry(peers)
                .build();
    }

    @BeforeEach
    void startOnce() throws IOException {
        Files.createDirectories(log().current());
        assertEquals(OptionalLong.empty(), LostConfiguration.restoreByNote(log()));
    }

    private void write(LogEntryProto entry) throws IOException {
        Files.write(log().metaConf(), entry.toByteArray());
    }

    @Test
    void restoreByNote_ofAnEmptyFile_bringsBackWhatWasNotedOnce() throws IOException {
        Files.createFile(log().metaConf());
        assertTrue(LostConfiguration.note(log(), configuration(7, 5)));
        assertEquals(OptionalLong.of(7), LostConfiguration.restoreByNote(log()));
        assertEquals(
                configuration(7, 5), LogEntryProto.parseFrom(Files.readAllBytes(log().metaConf())));

        Files.write(log().metaConf(), new byte[0]);
        assertEquals(OptionalLong.empty(), LostConfiguration.restoreByNote(log()));
        assertEquals(0, Files.size(log().metaConf()));
    }

    @Test
    void restoreByNote_ofAnOlderFile_replacesIt() throws IOException {
        write(configuration(7, 3));
        assertTrue(LostConfiguration.note(log(), configuration(9, 4)));
        assertEquals(OptionalLong.of(9), LostConfiguration.restoreByNote(log()));
        assertEquals(
                configuration(9, 4), LogEntryProto.parseFrom(Files.readAllBytes(log().metaConf())));
    }

    @Test
    void restoreByNote_ofALaterFile_leavesItAsItIs() throws IOException {
        write(configuration(7, 3));
        assertTrue(LostConfiguration.note(log(), configuration(9, 4)));
        write(configuration(11, 5));
        assertEquals(OptionalLong.empty(), LostConfiguration.restoreByNote(log()));
        assertEquals(
                configuration(11, 5),
                LogEntryProto.parseFrom(Files.readAllBytes(log().metaConf())));
    }

    @Test
    void note_ofWhatIsThere_isNoneAndEndsTheOneBefore() throws IOException {
        write(configuration(7, 3));
        assertTrue(LostConfiguration.note(log(), configuration(9, 4)));
        write(configuration(11, 5));
        assertFalse(LostConfiguration.note(log(), configuration(11, 5)));
        Files.write(log().metaConf(), new byte[0]);
        assertEquals(OptionalLong.empty(), LostConfiguration.restoreByNote(log()));
    }

    @Test
    void note_takesNoRoomAndHoldsSevenMembersOnTheMove() throws IOException {
        long before = Files.size(log().configurationNote());
        LogEntryProto moving =
                configuration(9, 7).toBuilder()
                        .setConfigurationEntry(
                                configuration(9, 7).getConfigurationEntry().toBuilder()
                                        .addAllOldPeers(
                                                configuration(9, 7)
                                                        .getConfigurationEntry()
                                                        .getPeersList()))
                        .build();
        assertTrue(LostConfiguration.note(log(), moving));
        assertTrue(before > 0);
        assertEquals(before, Files.size(log().configurationNote()));
        assertEquals(OptionalLong.of(9), LostConfiguration.restoreByNote(log()));
    }

    @Test
    void note_ofMoreThanThereIsRoomFor_isRefused() {
        assertThrows(
                IOException.class, () -> LostConfiguration.note(log(), configuration(9, 1_000)));
    }

    @Test
    void restoreByNote_ofANoteWithAChangedBit_leavesTheFileAsItIs() throws IOException {
        LostConfiguration.note(log(), configuration(7, 3));
        byte[] whole = Files.readAllBytes(log().configurationNote());
        int length = 8 + configuration(7, 3).getSerializedSize();
        for (int bit = 0; bit < 8 * length; bit++) {
            byte[] changed = whole.clone();
            changed[bit / 8] ^= (byte) (1 << bit % 8);
            Files.write(log().configurationNote(), changed);
            assertEquals(
                    OptionalLong.empty(), LostConfiguration.restoreByNote(log()), "bit " + bit);
        }
        assertFalse(Files.exists(log().metaConf()));
    }
}
