package io.strongroom.raft.ratis.repair;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.proto.RaftProtos.StateMachineLogEntryProto;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.Random;

class TornRecordTest {
    private static final int SECTOR = 512;
    private static final int BEGIN = 700;
    private static final long INDEX = 17;

    /** A segment whose last record, of this index, is whole and has zeros behind it. */
    private static byte[] segment(int bytes, long... indices) {
        byte[] data = new byte[1 << 14];
        int at = BEGIN;
        Random random = new Random(bytes);
        for (long index : indices) {
            byte[] content = new byte[bytes];
            random.nextBytes(content);
            byte[] record =
                    Frame.of(
                            LogEntryProto.newBuilder()
                                    .setTerm(3)
                                    .setIndex(index)
                                    .setStateMachineLogEntry(
                                            StateMachineLogEntryProto.newBuilder()
                                                    .setLogData(ByteString.copyFrom(content)))
                                    .build());
            System.arraycopy(record, 0, data, at, record.length);
            at += record.length;
        }
        return data;
    }

    @Test
    void objection_toARecordWithoutItsLastSectors_isNone() {
        byte[] whole = segment(4000, INDEX);
        int end = TornRecord.endOfData(whole);
        for (int cut = (BEGIN / SECTOR + 1) * SECTOR; cut < end; cut += SECTOR) {
            byte[] torn = whole.clone();
            Arrays.fill(torn, cut, end, (byte) 0);
            assertNull(TornRecord.objection(torn, BEGIN, INDEX), "cut at " + cut);
        }
    }

    @Test
    void objection_toARecordWithoutASectorInItsMidst_isNone() {
        byte[] torn = segment(4000, INDEX);
        Arrays.fill(torn, 2 * SECTOR, 3 * SECTOR, (byte) 0);
        assertNull(TornRecord.objection(torn, BEGIN, INDEX));
    }

    @Test
    void objection_toARecordThatEndsWithTheFile_isNone() {
        byte[] whole = segment(4000, INDEX);
        for (int length = BEGIN + 1; length < TornRecord.endOfData(whole); length += 97) {
            assertNull(
                    TornRecord.objection(Arrays.copyOf(whole, length), BEGIN, INDEX),
                    "cut at " + length);
        }
    }

    @Test
    void objection_toAnyChangedBitOfAWholeRecord_isRaised() {
        for (int bytes : new int[] {20, 100, 500, 1500}) {
            byte[] whole = segment(bytes, INDEX);
            int end = TornRecord.endOfData(whole);
            for (int bit = BEGIN * 8; bit < end * 8; bit++) {
                byte[] changed = whole.clone();
                changed[bit / 8] ^= (byte) (1 << bit % 8);
                assertNotNull(TornRecord.objection(changed, BEGIN, INDEX), "bit " + bit);
                byte[] withoutPadding = Arrays.copyOf(changed, end);
                assertNotNull(TornRecord.objection(withoutPadding, BEGIN, INDEX), "bit " + bit);
            }
        }
    }

    @Test
    void objection_toATearBeforeAWholeRecord_isRaised() {
        byte[] torn = segment(1000, INDEX, INDEX + 1);
        Arrays.fill(torn, BEGIN + 400, BEGIN + 900, (byte) 0);
        assertNotNull(TornRecord.objection(torn, BEGIN, INDEX));
    }
}
