package io.strongroom.raft.ratis;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strongroom.raft.RaftException;
import io.strongroom.raft.ratis.repair.LogDoctor;
import io.strongroom.raft.ratis.repair.LogRepair;
import io.strongroom.raft.ratis.repair.RepairException;
import io.strongroom.raft.ratis.repair.Verdict;
import io.strongroom.raft.ratis.repair.Verdict.Clean;
import io.strongroom.raft.ratis.repair.Verdict.Damaged;
import io.strongroom.raft.ratis.repair.Verdict.TornTail;
import io.strongroom.raft.testing.RecordingStateMachine;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** One node's log, made by Ratis, is damaged in every way that is told apart. */
class LogDamageIT {
    private static final int PADDING = 1024;

    @TempDir private static Path root;

    private static TestCluster cluster;
    private static LogFiles files;
    private static List<String> entries = List.of();

    @BeforeAll
    static void makeTheLog() throws RaftException, IOException {
        cluster = new TestCluster(root, Duration.ofSeconds(10));
        // Each start begins a term, and with it a segment.
        for (int term = 0; term < 3; term++) {
            cluster.startAll();
            for (int i = 0; i < 8; i++) {
                cluster.propose(
                        cluster.leader(), "entry %d of %d %s".formatted(i, term, "x".repeat(90)));
            }
            entries = cluster.entries(cluster.leader());
            cluster.holds(entries);
            cluster.stopAll();
        }
        files = new LogFiles(cluster.config(1));
    }

    @BeforeEach
    void restore() throws IOException {
        files.restore();
    }

    @AfterAll
    static void close() {
        cluster.close();
    }

    private static Verdict examine() throws IOException {
        return LogDoctor.examine(files.location(), -1);
    }

    private static byte[] openWithPadding() throws IOException {
        byte[] data = Files.readAllBytes(files.open());
        return Arrays.copyOf(data, data.length + PADDING);
    }

    private static int lastOffset() throws IOException {
        return LogFiles.offsets(Files.readAllBytes(files.open())).getLast();
    }

    private static void flip(Path file, int offset, int bit) throws IOException {
        byte[] data = Files.readAllBytes(file);
        data[offset] ^= (byte) (1 << bit);
        Files.write(file, data);
    }

    /** What a power cut leaves when the first half of the record has reached the disk. */
    private static void tearInPadding() throws IOException {
        byte[] data = openWithPadding();
        int offset = lastOffset();
        int half = offset + (data.length - PADDING - offset) / 2;
        Arrays.fill(data, half, data.length, (byte) 0);
        Files.write(files.open(), data);
    }

    private static void assertDamaged(String file) throws IOException {
        Damaged damaged = assertInstanceOf(Damaged.class, examine());
        assertTrue(damaged.file().toString().contains(file), damaged::line);
        assertStartRefused();
    }

    private static void assertStartRefused() {
        RaftException refused = assertThrows(RaftException.class, LogDamageIT::startFresh);
        assertTrue(refused.toString().contains("repair-log --config"), refused::toString);
    }

    private static RatisLog startFresh() throws RaftException {
        RatisLog log =
                new RatisLog(cluster.config(1), new RecordingStateMachine(), cluster.halts()::add);
        log.start();
        return log;
    }

    @Test
    void examine_aWholeLog_isClean() throws IOException {
        assertInstanceOf(Clean.class, examine());
        Files.write(files.open(), openWithPadding());
        assertInstanceOf(Clean.class, examine());
    }

    @Test
    void repair_aTailTornInThePadding_cutsItAndTheNodeCatchesUp()
            throws IOException, RepairException, RaftException {
        tearInPadding();
        byte[] torn = Files.readAllBytes(files.open());
        assertInstanceOf(TornTail.class, examine());
        assertStartRefused();

        LogRepair.run(files.location(), () -> -1, true, Instant.now());
        assertArrayEquals(torn, Files.readAllBytes(files.open()));
        LogRepair.Outcome outcome = LogRepair.run(files.location(), () -> -1, false, Instant.now());

        assertEquals(lastIndex(), assertInstanceOf(TornTail.class, outcome.verdict()).index());
        Path copy = outcome.copy().orElseThrow().resolve(files.open().getFileName());
        assertArrayEquals(torn, Files.readAllBytes(copy));
        assertInstanceOf(Clean.class, examine());
        RecordingStateMachine machine = new RecordingStateMachine();
        try (RatisLog log = new RatisLog(cluster.config(1), machine, cluster.halts()::add)) {
            cluster.start(2);
            cluster.start(3);
            log.start();
            TestCluster.eventually(
                    "the repaired node to catch up", () -> machine.entries().equals(entries));
            assertThrows(
                    RepairException.class,
                    () -> LogRepair.run(files.location(), () -> -1, false, Instant.now()));
        } finally {
            cluster.stopAll();
        }
    }

    private static long lastIndex() throws IOException {
        String name = String.valueOf(files.open().getFileName());
        long first = Long.parseLong(name.substring("log_inprogress_".length()));
        byte[] segment = files.whole().get(files.open());
        return first + LogFiles.offsets(segment == null ? new byte[0] : segment).size() - 1;
    }

    @Test
    void repair_aTailTornAtTheEndOfTheFile_cutsIt() throws IOException, RepairException {
        byte[] data = Files.readAllBytes(files.open());
        int offset = lastOffset();
        Files.write(files.open(), Arrays.copyOf(data, data.length - 3));
        assertTrue(assertInstanceOf(TornTail.class, examine()).atEndOfFile());
        LogRepair.run(files.location(), () -> -1, false, Instant.now());
        assertEquals(offset, Files.size(files.open()));
        assertInstanceOf(Clean.class, examine());
    }

    @Test
    void repair_aTornRecordThatIsCommitted_isRefused() throws IOException, RepairException {
        tearInPadding();
        byte[] torn = Files.readAllBytes(files.open());
        LogRepair.Outcome outcome =
                LogRepair.run(files.location(), LogDamageIT::lastIndex, false, Instant.now());
        assertInstanceOf(Damaged.class, outcome.verdict());
        assertArrayEquals(torn, Files.readAllBytes(files.open()));
    }

    @Test
    void repair_aWholeLogThatEndsBeforeTheState_isRefused() throws IOException {
        long held = lastIndex() + 1;
        RepairException refused =
                assertThrows(
                        RepairException.class,
                        () -> LogRepair.run(files.location(), () -> held, true, Instant.now()));
        assertTrue(String.valueOf(refused.getMessage()).contains("Replace this node"));
    }

    @Test
    void repair_aTearInFrontOfWholeRecords_isRefused() throws IOException, RepairException {
        byte[] data = openWithPadding();
        List<Integer> offsets = LogFiles.offsets(data);
        int torn = offsets.get(offsets.size() - 2);
        Arrays.fill(data, torn + 20, offsets.getLast(), (byte) 0);
        Files.write(files.open(), data);
        LogRepair.Outcome outcome = LogRepair.run(files.location(), () -> -1, false, Instant.now());
        assertInstanceOf(Damaged.class, outcome.verdict());
        assertArrayEquals(data, Files.readAllBytes(files.open()));
        assertDamaged("log_inprogress");
    }

    @Test
    void examine_aHoleInTheOpenSegment_isDamaged() throws IOException {
        byte[] data = openWithPadding();
        List<Integer> offsets = LogFiles.offsets(data);
        Arrays.fill(data, offsets.get(1), offsets.get(2), (byte) 0);
        Files.write(files.open(), data);
        assertDamaged("log_inprogress");
    }

    @Test
    void examine_aHeaderOfZeros_isDamaged() throws IOException {
        byte[] data = openWithPadding();
        Arrays.fill(data, 4, 8, (byte) 0);
        Files.write(files.open(), data);
        assertDamaged("log_inprogress");
    }

    @Test
    void examine_aTruncatedClosedSegment_isDamaged() throws IOException {
        byte[] data = Files.readAllBytes(files.closed());
        int last = LogFiles.offsets(data).getLast();
        Files.write(files.closed(), Arrays.copyOf(data, last));
        assertDamaged("log_0-");
        Files.write(files.closed(), Arrays.copyOf(data, last + 5));
        assertDamaged("log_0-");
        Files.write(files.closed(), new byte[0]);
        assertDamaged("log_0-");
    }

    @Test
    void examine_aMissingSegment_isDamaged() throws IOException {
        Files.delete(files.closed());
        assertDamaged("log_");
    }

    @Test
    void examine_aLogPurgedBehindItsSnapshot_isCleanAsFarAsTheSnapshotReaches() throws IOException {
        String name = String.valueOf(files.closed().getFileName());
        long last = Long.parseLong(name.substring(name.indexOf('-') + 1));
        Path snapshots = cluster.config(1).dataDir().resolve("snapshots");
        Files.delete(files.closed());
        Path old = Files.createDirectories(snapshots.resolve("snap-1_" + (last - 1)));
        assertDamaged("log_");
        Path fresh = Files.createDirectory(snapshots.resolve("snap-1_" + last));
        assertInstanceOf(Clean.class, examine());
        Files.delete(fresh);
        Files.delete(old);
    }

    @Test
    void examine_damagedMetadata_isDamaged() throws IOException {
        Path meta = files.named("raft-meta").getFirst();
        Files.writeString(meta, "trem=3\n");
        assertDamaged("raft-meta");
        Files.writeString(meta, "term=1\nvotedFor=n1\n");
        assertDamaged("raft-meta");
        Files.delete(meta);
        assertDamaged("raft-meta");
        files.restore();
        Files.write(files.named("raft-meta.conf").getFirst(), new byte[] {1, 2, 3});
        assertDamaged("raft-meta.conf");
    }

    /** A changed record may have been acknowledged: it must never pass for an unfinished one. */
    @Test
    void examine_anyChangedBitOfAnySegment_isDamagedAndNeverTorn() throws IOException {
        byte[] open = Files.readAllBytes(files.open());
        Files.write(files.open(), Arrays.copyOf(open, open.length + PADDING));
        int flips = 0;
        for (Path segment : files.named("log_")) {
            byte[] data = Files.readAllBytes(segment);
            int step = 5;
            for (int bit = 0; bit < data.length * 8; bit += step) {
                byte[] changed = data.clone();
                changed[bit / 8] ^= (byte) (1 << bit % 8);
                Files.write(segment, changed);
                Verdict verdict = examine();
                assertTrue(
                        verdict instanceof Damaged || cutsOnlyPadding(verdict, data),
                        segment + " bit " + bit + " gave " + verdict.line());
                flips++;
            }
            Files.write(segment, data);
        }
        assertTrue(flips > 5_000, "only " + flips + " flips");
    }

    private static boolean cutsOnlyPadding(Verdict verdict, byte[] padded) {
        return verdict instanceof TornTail torn && torn.offset() == padded.length - PADDING;
    }

    @Test
    void examine_anyChangedBitOfTheConfiguration_isDamaged() throws IOException {
        Path conf = files.named("raft-meta.conf").getFirst();
        for (int bit = 0; bit < Files.size(conf) * 8; bit++) {
            flip(conf, bit / 8, bit % 8);
            assertInstanceOf(Damaged.class, examine(), "bit " + bit);
            flip(conf, bit / 8, bit % 8);
        }
    }

    @Test
    void start_withOneRandomBitChanged_isRefusedUnlessTheByteIsUnused() throws IOException {
        Random random = new Random(20);
        // Without a note the files for them are not read.
        List<Map.Entry<Path, byte[]>> all =
                files.whole().entrySet().stream()
                        .filter(file -> !file.getKey().endsWith("term-note"))
                        .filter(file -> !file.getKey().endsWith("configuration-note"))
                        .toList();
        int total = all.stream().mapToInt(file -> file.getValue().length).sum();
        int refused = 0;
        for (int i = 0; i < 200; i++) {
            int offset = random.nextInt(total);
            int file = 0;
            while (offset >= all.get(file).getValue().length) {
                offset -= all.get(file).getValue().length;
                file++;
            }
            Path path = all.get(file).getKey();
            flip(path, offset, random.nextInt(8));
            if (unused(path, all.get(file).getValue(), offset)) {
                assertInstanceOf(Clean.class, examine(), path + " at " + offset);
            } else {
                assertThrows(RaftException.class, LogDamageIT::startFresh, path + " at " + offset);
                refused++;
            }
            Files.write(path, all.get(file).getValue());
        }
        assertTrue(refused > 150, "only " + refused + " were refused");
        assertFalse(cluster.halts().stream().anyMatch(halt -> halt.contains("apply")));
    }

    /** The lock's content is never read, nor are the comments with which the vote's file begins. */
    private static boolean unused(Path file, byte[] whole, int offset) {
        String name = String.valueOf(file.getFileName());
        return name.equals("in_use.lock")
                || (name.equals("raft-meta")
                        && offset
                                < new String(whole, StandardCharsets.ISO_8859_1).indexOf("term=")
                                        - 1);
    }
}
