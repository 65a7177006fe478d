package io.strongroom.chaos.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strongroom.chaos.cluster.Await;
import io.strongroom.chaos.cluster.DevCluster;
import io.strongroom.chaos.cluster.FreePorts;
import io.strongroom.client.StrongroomClient;
import io.strongroom.client.transport.Transport;
import io.strongroom.client.transport.Tuning;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Nodes come and go through the commands that an operator types, in one life of a cluster. */
class MembershipIT {
    private static final int SECRETS = 30;
    private static final Duration HEALTHY_WITHIN = Duration.ofSeconds(60);

    private int logPort;

    @Test
    void members_addedRemovedAndReplaced_keepWhatWasStored() throws IOException {
        Path home = Path.of(System.getProperty("strongroom.home", ".."));
        Path parent = home.resolve("chaos-tests/target/clusters");
        Files.createDirectories(parent);
        int base = FreePorts.base();
        logPort = base + 1;
        Path folder = Files.createTempDirectory(parent, "membership-");
        try (DevCluster cluster =
                DevCluster.up(home, folder, "--base-port", Integer.toString(base))) {
            store(cluster);
            assertTrue(cluster.administer("status").contains("voter"));
            add(cluster);
            removeTheLeader(cluster);
            replaceAKilledNode(cluster);
            refuseToLoseTheQuorum(cluster);
        }
    }

    private void store(DevCluster cluster) throws IOException {
        try (Transport transport = cluster.transport(Tuning.defaults())) {
            StrongroomClient client = cluster.client(transport);
            for (int i = 0; i < SECRETS; i++) {
                var _ = client.set("secret-" + i, "value " + i);
            }
        }
    }

    private void add(DevCluster cluster) throws IOException {
        cluster.node("add", 4);
        String told = taken(cluster, "add-node", "--id", "4");
        assertTrue(told.contains("node 4 votes"), told);
        assertTrue(taken(cluster, "add-node", "--id", "4").contains("votes already"));
        awaitStatus(cluster, 4);
        readFrom(cluster, 4);
    }

    private void removeTheLeader(DevCluster cluster) throws IOException {
        int leader = cluster.leader().node();
        String told = cluster.administer("remove-node", Integer.toString(leader), "--yes");
        assertTrue(told.contains("handed leadership over"), told);
        awaitStatus(cluster, 3);
        assertEquals(
                "node " + leader + " is no member",
                cluster.administer("remove-node", Integer.toString(leader), "--yes").strip());
        cluster.node("stop", leader);
    }

    private void replaceAKilledNode(DevCluster cluster) throws IOException {
        int dead = memberThatFollows(cluster);
        cluster.node("kill", dead);
        cluster.node("add", 5);
        String told = taken(cluster, "replace-node", "--dead", Integer.toString(dead), "--id", "5");
        assertTrue(told.contains("node 5 votes, node " + dead + " is out"), told);
        awaitStatus(cluster, 3);
        readFrom(cluster, 5);
    }

    private void refuseToLoseTheQuorum(DevCluster cluster) throws IOException {
        int down = memberThatFollows(cluster);
        cluster.node("kill", down);
        int other = cluster.leader().node();
        IOException refused =
                assertThrows(
                        IOException.class,
                        () -> cluster.administer("remove-node", Integer.toString(other), "--yes"));
        assertTrue(
                String.valueOf(refused.getMessage()).contains("QuorumAtRisk"), refused::toString);
        cluster.node("start", down);
        awaitStatus(cluster, 3);
    }

    private int memberThatFollows(DevCluster cluster) throws IOException {
        return cluster.status().stream()
                .filter(node -> node.role().equals("follower"))
                .findFirst()
                .orElseThrow(() -> new IOException("nobody follows"))
                .node();
    }

    private String taken(DevCluster cluster, String command, String... options) throws IOException {
        List<String> all = new ArrayList<>(List.of(command));
        all.addAll(Arrays.asList(options));
        all.addAll(List.of("--host", "127.0.0." + options[options.length - 1]));
        all.addAll(List.of("--port", Integer.toString(logPort)));
        return cluster.administer(all.toArray(String[]::new));
    }

    /** So many voters, and each of them ready. */
    private void awaitStatus(DevCluster cluster, int voters) {
        Await.until(
                voters + " voters that are ready",
                HEALTHY_WITHIN,
                () -> readyVoters(cluster) == voters);
    }

    private static long readyVoters(DevCluster cluster) {
        String told;
        try {
            told = cluster.administer("status");
        } catch (IOException unhealthy) {
            told = String.valueOf(unhealthy.getMessage());
        }
        return told.lines().filter(line -> line.matches("\\d.* voter .* yes .*")).count();
    }

    private void readFrom(DevCluster cluster, int node) throws IOException {
        DevCluster now = cluster.reread();
        try (Transport all = now.transport(Tuning.defaults());
                Transport only =
                        new Transport(
                                all.cluster()
                                        .only(
                                                all.cluster().nodes().stream()
                                                        .filter(uri ->
                                                                uri.getHost()
                                                                        .equals("127.0.0." + node))
                                                        .findFirst()
                                                        .orElseThrow()),
                                Tuning.defaults())) {
            StrongroomClient client = now.client(only);
            for (int i = 0; i < SECRETS; i++) {
                assertEquals("value " + i, client.get("secret-" + i).value());
            }
        }
    }
}
