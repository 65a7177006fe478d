package io.strongroom.raft.ratis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strongroom.raft.testing.TestAuthority;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;

/** Three real processes, killed the hard way. */
class KillIT {
    /** The election takes one to two seconds; the rest is for a busy machine. */
    private static final Duration GAP_LIMIT = Duration.ofSeconds(15);

    private final UUID cluster = UUID.randomUUID();
    private final Map<Integer, RemoteNode> nodes = new TreeMap<>();
    private final List<String> acknowledged = new ArrayList<>();

    @TempDir private Path dir;
    private int port;

    @BeforeEach
    void startAll() throws IOException {
        TestAuthority authority = TestAuthority.create("kill");
        try (ServerSocket probe = new ServerSocket()) {
            probe.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0));
            port = probe.getLocalPort();
        }
        for (int node = 1; node <= 3; node++) {
            authority.issue(dir.resolve("tls" + node), "127.0.0." + node);
            nodes.put(node, start(node));
        }
    }

    @AfterEach
    void killAll() {
        nodes.values().forEach(RemoteNode::kill);
    }

    @Test
    void propose_afterTheLeaderIsKilled_succeedsSoonAndLosesNothing() throws IOException {
        for (int round = 0; round < 3; round++) {
            int survivor = propose(1 + round % 3, "before " + round);
            int leader = node(survivor).leader();
            node(leader).kill();
            survivor = leader % 3 + 1;
            long killed = System.nanoTime();
            propose(survivor, "after " + round);
            Duration gap = Duration.ofNanos(System.nanoTime() - killed);
            nodes.put(leader, start(leader));
            long started = System.nanoTime();
            propose(leader, "back " + round);
            Duration back = Duration.ofNanos(System.nanoTime() - started);
            System.out.printf(
                    "kill -9 of the leader: next write after %d ms; its own first write %d ms"
                            + " after its restart%n",
                    gap.toMillis(), back.toMillis());
            assertTrue(gap.compareTo(GAP_LIMIT) < 0, gap::toString);
        }
        for (RemoteNode node : nodes.values()) {
            assertEquals(String.join(",", acknowledged), node.ask("entries"));
        }
    }

    private int propose(int node, String entry) throws IOException {
        String answer = node(node).ask(entry);
        assertTrue(answer.startsWith("applied "), answer);
        acknowledged.add(entry);
        return node;
    }

    private RemoteNode node(int id) {
        return Objects.requireNonNull(nodes.get(id));
    }

    private RemoteNode start(int id) throws IOException {
        return RemoteNode.start(dir, cluster, port, String.valueOf(id));
    }
}
