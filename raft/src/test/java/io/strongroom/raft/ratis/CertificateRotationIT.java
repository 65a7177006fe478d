package io.strongroom.raft.ratis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strongroom.raft.LogConfig;
import io.strongroom.raft.RaftException;
import io.strongroom.raft.testing.TestAuthority;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

class CertificateRotationIT {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final Pattern SPACES = Pattern.compile("\\s+");
    private static final String ESTABLISHED = "01";

    @TempDir private Path dir;

    private final List<String> written = new ArrayList<>();
    private int days = 40;

    @Test
    void rotate_toAnotherAuthorityNodeByNode_servesAllTheWhile() throws RaftException, IOException {
        TestAuthority next = TestAuthority.create("next authority");
        try (TestCluster cluster = new TestCluster(dir, TIMEOUT).startAll()) {
            write(cluster, cluster.leader());
            TestAuthority old = cluster.authority();
            Set<String> before = connections(cluster);
            assertFalse(before.isEmpty());
            // Both are trusted before anyone shows the new one, and until nobody shows the old one.
            everyNode(cluster, old, old.pem() + next.pem());
            everyNode(cluster, next, old.pem() + next.pem());
            everyNode(cluster, next, next.pem());
            cluster.holds(written);
            TestCluster.eventually(
                    "all connections to be new",
                    () -> {
                        Set<String> left = new HashSet<>(connections(cluster));
                        left.retainAll(before);
                        return left.isEmpty();
                    });
            InetSocketAddress port = address(cluster, 1);
            assertEquals(
                    "CN=next authority",
                    RawTls.shown(RawTls.with(cluster.config(2).tls()), port)
                            .getIssuerX500Principal()
                            .getName());
            assertTrue(RawTls.served(RawTls.with(cluster.config(2).tls()), port));
            assertFalse(
                    RawTls.served(RawTls.with(old.issue(dir.resolve("late"), "127.0.0.2")), port));
            write(cluster, 1);
            cluster.holds(written);
            assertTrue(cluster.halts().isEmpty(), cluster.halts()::toString);
        }
    }

    @Test
    void rotate_toASetThatDoesNotFit_keepsTheOldOne() throws RaftException, IOException {
        try (TestCluster cluster = new TestCluster(dir, TIMEOUT).startAll()) {
            write(cluster, 1);
            Optional<Instant> first = cluster.log(1).certificateExpires();
            LogConfig.TlsFiles files = cluster.config(1).tls();
            String certificate = Files.readString(files.certificate());
            Files.writeString(
                    files.certificate(),
                    Files.readString(
                            cluster.authority()
                                    .issue(dir.resolve("other"), "127.0.0.1", Duration.ofDays(99))
                                    .certificate()));
            InetSocketAddress port = address(cluster, 1);
            long until = System.nanoTime() + Duration.ofSeconds(5).toNanos();
            // Long enough for three looks; the old one must be shown at every moment.
            while (System.nanoTime() < until) {
                assertEquals(
                        first.orElseThrow(),
                        RawTls.shown(RawTls.with(files(cluster)), port).getNotAfter().toInstant());
            }
            assertEquals(first, cluster.log(1).certificateExpires());
            write(cluster, 1);
            // What was there before is no news; what fits is taken even after a refusal.
            Files.writeString(files.certificate(), certificate);
            cluster.authority().issue(dir.resolve("tls1"), "127.0.0.1", Duration.ofDays(50));
            TestCluster.eventually(
                    "the good set to be taken",
                    () -> !cluster.log(1).certificateExpires().equals(first));
            assertNotEquals(
                    first.orElseThrow(),
                    RawTls.shown(RawTls.with(files(cluster)), port).getNotAfter().toInstant());
        }
    }

    /** Of the second node, whose files the tests leave alone. */
    private static LogConfig.TlsFiles files(TestCluster cluster) {
        return cluster.config(2).tls();
    }

    private void everyNode(TestCluster cluster, TestAuthority authority, String trusted)
            throws RaftException {
        days++;
        for (int node = 1; node <= 3; node++) {
            RatisLog log = cluster.log(node);
            Optional<Instant> old = log.certificateExpires();
            LogConfig.TlsFiles files = cluster.config(node).tls();
            Path made = dir.resolve("made-%d-%d".formatted(days, node));
            LogConfig.TlsFiles fresh =
                    authority.issue(made, "127.0.0." + node, Duration.ofDays(days));
            // One after the other, as by hand: in between they do not fit together.
            copy(fresh.privateKey(), files.privateKey());
            RawTls.write(files.trusted(), trusted);
            copy(fresh.certificate(), files.certificate());
            TestCluster.eventually(
                    "node " + node + " to use its new certificate",
                    () -> !log.certificateExpires().equals(old));
            write(cluster, node);
        }
    }

    private static void copy(Path from, Path to) {
        try {
            Files.write(to, Files.readAllBytes(from));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void write(TestCluster cluster, int node) throws RaftException {
        String entry = "entry " + written.size();
        cluster.propose(node, entry);
        written.add(entry);
    }

    private static InetSocketAddress address(TestCluster cluster, int node) {
        LogConfig.Peer peer = cluster.config(1).peers().get(node - 1);
        return new InetSocketAddress(peer.host(), peer.port());
    }

    /** Local and remote address of each connection to the peers' port. */
    private static Set<String> connections(TestCluster cluster) {
        String port = ":%04X".formatted(cluster.config(1).peers().getFirst().port());
        Set<String> found = new TreeSet<>();
        // The JDK listens with IPv6 sockets that take IPv4 connections.
        for (String table : List.of("/proc/net/tcp", "/proc/net/tcp6")) {
            try {
                for (String line : Files.readAllLines(Path.of(table))) {
                    String[] fields = SPACES.split(line.strip(), -1);
                    if (fields[2].endsWith(port) && fields[3].equals(ESTABLISHED)) {
                        found.add(fields[1] + " " + fields[2]);
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return found;
    }
}
