package io.strongroom.raft.ratis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strongroom.raft.LogSpace;
import io.strongroom.raft.RaftException;
import io.strongroom.raft.ratis.snapshot.SnapshotTrigger.Limits;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Snapshots between real servers, with limits small enough to be reached soon. */
class SnapshotIT {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    /** A snapshot for each two megabytes of log. */
    static final Limits OFTEN =
            new Limits(2 << 20, 100_000, Duration.ofDays(1), Duration.ofMillis(100));

    /** None by itself. */
    private static final Limits NEVER =
            new Limits(Long.MAX_VALUE, Long.MAX_VALUE, Duration.ofDays(1), Duration.ofMillis(100));

    private static final long LOG_BYTES = 10 << 20;
    private static final String PADDING = "x".repeat(250_000);

    @BeforeAll
    static void filter() {
        RatisSerialFilter.install();
    }

    @Test
    void install_onAFollowerAwayForLongerThanTheLog_bringsItBackWhileWritesGoOn(@TempDir Path dir)
            throws RaftException {
        try (TestCluster cluster = new TestCluster(dir, TIMEOUT, OFTEN, 1 << 20).startAll()) {
            int leader = cluster.leader();
            int away = cluster.otherThan(leader);
            cluster.propose(away, "before");
            cluster.stop(away);
            fillUntilPurged(cluster, leader);

            cluster.start(away);
            for (int i = 0; i < 200 || cluster.machine(away).installs() == 0; i++) {
                cluster.propose(leader, "meanwhile " + i);
            }
            cluster.propose(away, "after");
            cluster.holds(cluster.entries(leader));
            assertEquals(1, cluster.machine(away).installs());

            SortedSet<Integer> voters = new TreeSet<>(List.of(1, 2, 3));
            for (int node = 1; node <= 3; node++) {
                assertEquals(voters, cluster.machine(node).configurations().getLast());
            }
            TestCluster.eventually(
                    "the same configurations",
                    () ->
                            cluster.machine(leader)
                                    .configurations()
                                    .equals(cluster.machine(away).configurations()));
            // It goes on from its installed state after a restart.
            cluster.stop(away);
            cluster.start(away);
            cluster.propose(away, "restarted");
            cluster.holds(cluster.entries(leader));
            assertTrue(cluster.halts().isEmpty());
        }
    }

    @Test
    void start_afterSnapshotsAndPurge_losesNothing(@TempDir Path dir) throws RaftException {
        try (TestCluster cluster = new TestCluster(dir, TIMEOUT, OFTEN, LOG_BYTES).startAll()) {
            int leader = cluster.leader();
            // Each by itself: a snapshot is due by the bytes that a node has applied since its
            // last.
            for (int node = 1; node <= 3; node++) {
                fillUntilPurged(cluster, node);
            }
            List<String> all = cluster.entries(leader);
            cluster.holds(all);
            cluster.stopAll();
            cluster.forgetState(2);

            cluster.startAll();
            cluster.propose(2, "after");
            TestCluster.eventually(
                    "all again", () -> cluster.machine(2).entries().size() == all.size() + 1);
            assertEquals(1, cluster.machine(2).installs(), "from its own snapshot");
            cluster.holds(Stream.concat(all.stream(), Stream.of("after")).toList());
            assertTrue(cluster.halts().isEmpty());
        }
    }

    @Test
    void install_ofADamagedSnapshot_isRefusedUntilAGoodOneCanBeSent(@TempDir Path dir)
            throws IOException, RaftException {
        try (TestCluster cluster = new TestCluster(dir, TIMEOUT, NEVER, LOG_BYTES).startAll()) {
            int leader = cluster.leader();
            int away = cluster.otherThan(leader);
            cluster.stop(away);
            fill(cluster, leader, "entry ");
            int third = 6 - leader - away;
            // Both, as leadership may move.
            for (int node : List.of(leader, third)) {
                TestCluster.get(cluster.log(node).space().compact());
                flipABit(dir.resolve("node" + node).resolve("snapshots"));
            }
            cluster.start(away);
            Path incoming = dir.resolve("node" + away).resolve("incoming");
            TestCluster.eventually("a transfer to begin", () -> !isEmpty(incoming));
            TestCluster.eventually("it to be refused", () -> isEmpty(incoming));
            assertEquals(0, cluster.machine(away).installs());
            assertEquals(List.of(), cluster.machine(away).entries());

            cluster.propose(leader, "more");
            cluster.propose(third, "more there");
            for (int node : List.of(leader, third)) {
                TestCluster.get(cluster.log(node).space().compact());
            }
            cluster.propose(away, "after");
            cluster.holds(cluster.entries(leader));
            assertEquals(1, cluster.machine(away).installs());
            assertTrue(cluster.halts().isEmpty());
        }
    }

    @Test
    void propose_underLoadWithOneMemberDead_keepsTheLogBounded(@TempDir Path dir)
            throws IOException, RaftException {
        try (TestCluster cluster = new TestCluster(dir, TIMEOUT, OFTEN, LOG_BYTES).startAll()) {
            int leader = cluster.leader();
            cluster.stop(cluster.otherThan(leader));
            for (int round = 0; round < 6; round++) {
                fill(cluster, leader, "round " + round + " entry ");
            }
            Path log = dir.resolve("node" + leader).resolve("log");
            // The limit, what comes until the next snapshot, and two segments not yet purgeable.
            long bound = LOG_BYTES + (4 << 20) + (16 << 20);
            TestCluster.eventually("the log to be bounded", () -> bytes(log) < bound);
            assertTrue(cluster.log(leader).space().sizeBytes() > 0);
            assertTrue(cluster.halts().isEmpty());
        }
    }

    @Test
    void compact_afterRollSegments_leavesNoOldEntryInTheLogsFiles(@TempDir Path dir)
            throws IOException, RaftException {
        try (TestCluster cluster = new TestCluster(dir, TIMEOUT, NEVER, LOG_BYTES).startAll()) {
            int leader = cluster.leader();
            cluster.propose(leader, "secret-marker-0815");
            cluster.holds(List.of("secret-marker-0815"));
            assertTrue(contains(dir.resolve("node" + leader).resolve("log"), "marker-0815"));

            // Not on the leader: whoever is asked can have it done.
            int follower = cluster.otherThan(leader);
            long rolled = TestCluster.get(cluster.log(follower).space().rollSegments());
            for (int node = 1; node <= 3; node++) {
                RatisLog log = cluster.log(node);
                TestCluster.eventually("the filler", () -> log.status().appliedIndex() >= rolled);
                long snapshot = TestCluster.get(log.space().compact());
                assertTrue(snapshot >= rolled);
                assertTrue(log.space().oldestIndex() > 1);
                assertEquals(snapshot, log.space().oldestSnapshotIndex());
                assertFalse(contains(dir.resolve("node" + node).resolve("log"), "marker-0815"));
                // Nothing new: the same answer.
                assertTrue(TestCluster.get(log.space().compact()) >= snapshot);
            }
            cluster.holds(List.of("secret-marker-0815"));
            assertTrue(cluster.halts().isEmpty());
        }
    }

    /** Ten megabytes, more than a segment holds. */
    private static void fill(TestCluster cluster, int node, String name) throws RaftException {
        for (int i = 0; i < 40; i++) {
            cluster.propose(node, name + i + PADDING);
        }
    }

    /** Goes on until the log has lost its beginning. */
    static void fillUntilPurged(TestCluster cluster, int node) throws RaftException {
        long deadline = System.nanoTime() + TestCluster.PATIENCE.toNanos();
        LogSpace space = cluster.log(node).space();
        for (int i = 0; space.oldestIndex() <= 1; i++) {
            assertTrue(System.nanoTime() < deadline, "the log is never purged");
            cluster.propose(node, "more " + node + " " + i + PADDING);
        }
    }

    private static void flipABit(Path snapshots) throws IOException {
        try (Stream<Path> files = Files.walk(snapshots)) {
            Path file = files.filter(path -> path.endsWith("entries")).findFirst().orElseThrow();
            byte[] bytes = Files.readAllBytes(file);
            bytes[bytes.length / 2] ^= 1;
            Files.write(file, bytes, StandardOpenOption.TRUNCATE_EXISTING);
        }
    }

    private static boolean isEmpty(Path folder) {
        String[] names = folder.toFile().list();
        return names == null || names.length == 0;
    }

    private static long bytes(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.mapToLong(file -> file.toFile().isFile() ? file.toFile().length() : 0)
                    .sum();
        } catch (IOException | UncheckedIOException purgedMeanwhile) {
            return Long.MAX_VALUE;
        }
    }

    private static boolean contains(Path folder, String marker) throws IOException {
        for (int attempt = 0; ; attempt++) {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    String text = Files.readString(file, StandardCharsets.ISO_8859_1);
                    if (text.contains(marker)) {
                        return true;
                    }
                }
                return false;
            } catch (IOException | UncheckedIOException renamedMeanwhile) {
                if (attempt == 100) {
                    throw renamedMeanwhile;
                }
            }
        }
    }
}
