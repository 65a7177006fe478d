package io.strongroom.raft.ratis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strongroom.raft.testing.TestAuthority;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;

/** Three real processes and a newcomer; one of them is killed while it joins. */
class JoinKillIT {
    private final UUID cluster = UUID.randomUUID();
    private final Map<Integer, RemoteNode> nodes = new TreeMap<>();

    @TempDir private Path dir;
    private int port;

    @BeforeEach
    void startAll() throws IOException {
        TestAuthority authority = TestAuthority.create("join");
        try (ServerSocket probe = new ServerSocket()) {
            probe.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0));
            port = probe.getLocalPort();
        }
        for (int node = 1; node <= 4; node++) {
            authority.issue(dir.resolve("tls" + node), "127.0.0." + node);
        }
        for (int node = 1; node <= 3; node++) {
            start(node);
        }
        for (int i = 0; i < 20; i++) {
            assertTrue(node(1).insist("entry " + i).startsWith("applied "));
        }
        start(4);
        assertTrue(node(4).ask("status").startsWith("LISTENER 0 "));
    }

    @AfterEach
    void killAll() {
        nodes.values().forEach(RemoteNode::kill);
    }

    @Test
    void addListener_whenTheNewcomerIsKilled_succeedsOnRetry() throws IOException {
        RemoteNode leader = node(node(1).leader());
        leader.tell("!add 4 " + port);
        node(4).kill();
        leader.answer();
        start(4);
        untilDone("!add 4 " + port);
        int replaced = node(1).leader() % 3 + 1;
        node(4).kill();
        start(4);
        untilDone("!promote 4 " + replaced);
        complete();
    }

    @Test
    void promote_whenTheLeaderIsKilledBefore_succeedsAtTheNext() throws IOException {
        untilDone("!add 4 " + port);
        int old = node(1).leader();
        node(old).tell("!promote 4 " + (old % 3 + 1));
        node(old).kill();
        start(old);
        int replaced = old % 3 + 1;
        untilDone("!promote 4 " + replaced);
        complete();
    }

    private void complete() throws IOException {
        assertTrue(node(4).insist("last").startsWith("applied "));
        // A read: the newcomer has applied the change by then, too.
        assertEquals(21, Stream.of(node(4).insist("entries").split(",", -1)).distinct().count());
        String members = node(4).ask("members");
        assertEquals(3, members.split(",", -1).length, members);
        assertTrue(members.endsWith("4"), members);
    }

    /** Asks whoever leads, again and again, as an operator's script does. */
    private void untilDone(String change) {
        TestCluster.eventually(
                change,
                () -> {
                    for (RemoteNode node : nodes.values()) {
                        try {
                            String answer = node.ask(change);
                            if (answer.equals("done")) {
                                return true;
                            }
                        } catch (IOException removed) {
                            // It has halted, as it should: ask the next.
                        }
                    }
                    return false;
                });
    }

    private RemoteNode node(int id) {
        return Objects.requireNonNull(nodes.get(id));
    }

    private void start(int id) {
        try {
            nodes.put(id, RemoteNode.start(dir, cluster, port, String.valueOf(id)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
