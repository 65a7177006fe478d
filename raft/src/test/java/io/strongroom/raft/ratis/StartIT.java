package io.strongroom.raft.ratis;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strongroom.raft.LogConfig;
import io.strongroom.raft.RaftException;
import io.strongroom.raft.testing.RecordingStateMachine;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

class StartIT {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    @TempDir private Path dir;

    @Test
    void start_onAnAddressInUse_isRefused() throws IOException {
        try (TestCluster cluster = new TestCluster(dir, TIMEOUT);
                ServerSocket taken = new ServerSocket()) {
            LogConfig.Peer self = cluster.config(1).peers().getFirst();
            taken.bind(new InetSocketAddress(InetAddress.ofLiteral(self.host()), self.port()));
            RaftException refused = assertThrows(RaftException.class, () -> cluster.start(1));
            assertTrue(refused.toString().contains("cannot listen"), refused::toString);
        }
    }

    @Test
    void start_inAFolderOfAnotherNode_isRefused() throws RaftException {
        try (TestCluster cluster = new TestCluster(dir, TIMEOUT)) {
            cluster.start(1);
            cluster.stop(1);
            LogConfig own = cluster.config(2);
            LogConfig foreign =
                    new LogConfig(
                            own.clusterId(),
                            2,
                            own.peers(),
                            false,
                            cluster.config(1).dataDir(),
                            own.tls(),
                            TIMEOUT);
            try (RatisLog log =
                    new RatisLog(foreign, new RecordingStateMachine(), cluster.halts()::add)) {
                RaftException refused = assertThrows(RaftException.class, log::start);
                assertTrue(refused.toString().contains("belongs to"), refused::toString);
            }
        }
    }

    @Test
    void start_withADamagedLog_isRefusedAndDoesNotHalt() throws RaftException, IOException {
        try (TestCluster cluster = new TestCluster(dir, TIMEOUT).startAll()) {
            cluster.propose(cluster.leader(), "a".repeat(1000));
            cluster.readBarrier(1);
            cluster.stopAll();
            damageAt("aaaaaaaa", cluster.config(1).dataDir());
            RaftException refused = assertThrows(RaftException.class, () -> cluster.start(1));
            assertTrue(refused.toString().contains("repair-log --config"), refused::toString);
            assertTrue(cluster.halts().isEmpty(), cluster.halts()::toString);
        }
    }

    @Test
    void start_afterAHaltOnceAFullDiskHasEmptiedTheVote_goesOn() throws RaftException, IOException {
        try (TestCluster cluster = new TestCluster(dir, TIMEOUT).startAll()) {
            int leader = cluster.leader();
            int broken = cluster.otherThan(leader);
            Path vote = file(cluster.config(broken).dataDir(), "raft-meta");
            List<String> entries = new ArrayList<>();
            boolean stayedEmpty = false;
            // An election meanwhile writes the vote once more.
            for (int attempt = 0; !stayedEmpty && attempt < 3; attempt++) {
                String poison = "poison " + attempt;
                int halts = cluster.halts().size();
                entries.add(poison);
                Files.write(vote, new byte[0]);
                cluster.machine(broken).failAt(poison);
                cluster.propose(leader, poison);
                TestCluster.eventually("a halt", () -> cluster.halts().size() > halts);
                cluster.stop(broken);
                stayedEmpty = Files.size(vote) == 0;
                cluster.machine(broken).failAt("nothing");
                cluster.start(broken);
            }
            assertTrue(stayedEmpty);

            assertTrue(Files.readString(vote).contains("votedFor=n" + broken));
            cluster.propose(broken, "goes on");
            entries.add("goes on");
            cluster.holds(entries);
        }
    }

    @Test
    void start_afterAnEndWhileTheLogRestedWithAnEmptiedVote_goesOn()
            throws RaftException, IOException {
        try (TestCluster cluster = new TestCluster(dir, TIMEOUT).startAll()) {
            int leader = cluster.leader();
            int resting = cluster.otherThan(leader);
            Path vote = file(cluster.config(resting).dataDir(), "raft-meta");
            cluster.log(resting).suspend();
            Files.write(vote, new byte[0]);
            cluster.propose(leader, "meanwhile");
            // As a halt does that comes while the log is being ended.
            cluster.log(resting).noteTerm();
            cluster.stop(resting);

            cluster.start(resting);
            assertTrue(Files.readString(vote).contains("votedFor=n" + resting));
            cluster.propose(resting, "goes on");
            cluster.holds(List.of("meanwhile", "goes on"));
        }
    }

    /** What Ratis cannot write beside the log it only reports, and a full disk empties the file. */
    @Test
    void start_afterAFullDiskHasEmptiedTheConfiguration_goesOn() throws RaftException, IOException {
        try (TestCluster cluster = new TestCluster(dir, TIMEOUT).startAll()) {
            int leader = cluster.leader();
            int broken = cluster.otherThan(leader);
            cluster.propose(leader, "before");
            cluster.agreeOn("before");
            Path conf = file(cluster.config(broken).dataDir(), "raft-meta.conf");
            Path inTheWay = Files.createDirectory(conf.resolveSibling("raft-meta.conf.tmp"));
            // A new leader's first entry is a configuration.
            cluster.stop(leader);
            cluster.propose(cluster.leader(), "under another leader");
            cluster.agreeOn("under another leader");
            cluster.stop(broken);
            Files.delete(inTheWay);
            Files.write(conf, new byte[0]);

            cluster.start(broken);
            assertTrue(Files.size(conf) > 0);
            cluster.start(leader);
            cluster.propose(cluster.leader(), "goes on");
            cluster.holds(List.of("before", "under another leader", "goes on"));
        }
    }

    @Test
    void start_withAStateAheadOfTheLog_isRefused() throws RaftException, IOException {
        try (TestCluster cluster = new TestCluster(dir, TIMEOUT).startAll()) {
            cluster.propose(1, "once");
            cluster.readBarrier(1);
            cluster.stopAll();
            deleteTree(cluster.config(1).dataDir());
            RaftException refused = assertThrows(RaftException.class, () -> cluster.start(1));
            assertTrue(
                    refused.toString().contains("this node has acknowledged are gone"),
                    refused::toString);
        }
    }

    @Test
    void start_withAWipedDiskUnderTheOldId_isRefusedEachTime() throws RaftException, IOException {
        try (TestCluster cluster = new TestCluster(dir, TIMEOUT).startAll()) {
            int leader = cluster.leader();
            int wiped = cluster.otherThan(leader);
            cluster.propose(wiped, "n" + wiped + ":hello");
            cluster.readBarrier(wiped);
            LogConfig config = cluster.config(wiped);
            cluster.stop(wiped);
            deleteTree(config.dataDir());
            for (int attempt = 0; attempt < 2; attempt++) {
                try (RatisLog log =
                        new RatisLog(config, new RecordingStateMachine(), cluster.halts()::add)) {
                    RaftException refused = assertThrows(RaftException.class, log::start);
                    assertTrue(refused.toString().contains("replace-node"), refused::toString);
                }
            }
            cluster.propose(leader, "goes on");
        }
    }

    @Test
    void start_withAWipedDiskWhilePeersAnswerLate_isRefused() throws RaftException, IOException {
        try (TestCluster cluster = new TestCluster(dir, TIMEOUT).startAll()) {
            int wiped = cluster.otherThan(cluster.leader());
            cluster.propose(wiped, "n" + wiped + ":hello");
            cluster.readBarrier(wiped);
            LogConfig config = cluster.config(wiped);
            cluster.stop(wiped);
            deleteTree(config.dataDir());
            List<LatePort> late = new ArrayList<>();
            try {
                List<LogConfig.Peer> peers = new ArrayList<>();
                for (LogConfig.Peer peer : config.peers()) {
                    if (peer.nodeId() != wiped) {
                        late.add(LatePort.to(peer, Duration.ofSeconds(4)));
                        peers.add(late.getLast().asPeer());
                    } else {
                        peers.add(peer);
                    }
                }
                LogConfig throughThem =
                        new LogConfig(
                                config.clusterId(),
                                wiped,
                                peers,
                                false,
                                config.dataDir(),
                                config.tls(),
                                TIMEOUT);
                try (RatisLog log =
                        new RatisLog(
                                throughThem, new RecordingStateMachine(), cluster.halts()::add)) {
                    RaftException refused = assertThrows(RaftException.class, log::start);
                    assertTrue(refused.toString().contains("replace-node"), refused::toString);
                }
            } finally {
                late.forEach(LatePort::close);
            }
        }
    }

    /** In whichever segment it is: each leader begins one. */
    private static void damageAt(String text, Path dataDir) throws IOException {
        try (Stream<Path> files = Files.walk(dataDir)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                byte[] bytes = Files.readAllBytes(file);
                int at = new String(bytes, StandardCharsets.ISO_8859_1).indexOf(text);
                if (at >= 0) {
                    bytes[at] ^= 1;
                    Files.write(file, bytes);
                    return;
                }
            }
        }
        throw new AssertionError(text + " is in no file");
    }

    private static Path file(Path dataDir, String name) throws IOException {
        try (Stream<Path> files = Files.walk(dataDir)) {
            return files.filter(file -> file.getFileName().toString().matches(name))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static void deleteTree(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
