package io.strongroom.chaos.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strongroom.chaos.cluster.Await;
import io.strongroom.chaos.cluster.DevCluster;
import io.strongroom.chaos.cluster.FreePorts;
import io.strongroom.chaos.cluster.NodeState;
import io.strongroom.client.StrongroomClient;
import io.strongroom.client.transport.Transport;
import io.strongroom.client.transport.Tuning;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Nodes come and go through the commands that an operator types, in one life of a cluster. */
class MembershipIT {
    private static final int SECRETS = 30;
    private static final int REFUSED = 3;
    private static final int ATTEMPTS = 3;
    private static final Duration HEALTHY_WITHIN = Duration.ofMinutes(3);
    private static final Pattern READY_VOTER = Pattern.compile("^\\d+ .* voter +\\w+ +yes");

    private int logPort;

    @Test
    void members_addedRemovedAndReplaced_keepWhatWasStored()
            throws IOException, InterruptedException {
        int base = FreePorts.base();
        logPort = base + 1;
        try (DevCluster cluster = Folders.up("membership", base)) {
            store(cluster);
            add(cluster, 4);
            add(cluster, 5);
            awaitStatus(cluster, 5);
            readFrom(cluster, 5);
            removeTheLeader(cluster);
            replaceAKilledNode(cluster);
            removeUntilThree(cluster);
            refuseToLoseTheQuorum(cluster);
            refuseAWipedNode(cluster);
            startAsAWhole(cluster);
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

    private void add(DevCluster cluster, int node) throws IOException {
        String id = Integer.toString(node);
        cluster.node("add", node);
        String told = taken(cluster, "add-node", "--id", id);
        assertTrue(told.contains("node " + id + " votes"), told);
        assertTrue(taken(cluster, "add-node", "--id", id).contains("votes already"));
    }

    private void removeTheLeader(DevCluster cluster) throws IOException {
        int leader = cluster.leader().node();
        String told = again(cluster, "remove-node", Integer.toString(leader), "--yes");
        assertTrue(told.contains("handed leadership over") || wasDeposed(cluster, leader), told);
        awaitEnd(cluster, leader);
        assertEquals(
                "node " + leader + " is no member",
                cluster.administer("remove-node", Integer.toString(leader), "--yes").strip());
        awaitStatus(cluster, 4);
        cluster.node("remove", leader);
    }

    /** On a busy machine another one may have been elected just before it was taken out. */
    private static boolean wasDeposed(DevCluster cluster, int node) throws IOException {
        String removed = "change=\"remove node " + node + "\" outcome=\"done\"";
        String end =
                cluster.status().stream()
                        .flatMap(state -> log(cluster, state.node()))
                        .filter(line -> line.contains(removed))
                        .sorted()
                        .findFirst()
                        .orElse("");
        // Lines begin with the time.
        String led =
                log(cluster, node)
                        .filter(line -> line.contains("event=leader_changed"))
                        .filter(line -> line.compareTo(end) < 0)
                        .reduce("", (earlier, line) -> line);
        return !led.contains("leader=\"" + node + "\"");
    }

    private static Stream<String> log(DevCluster cluster, int node) {
        Path file = cluster.folder().resolve("node-" + node + "/node.log");
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1).lines();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A removed node ends by itself. */
    private void awaitEnd(DevCluster cluster, int node) throws IOException {
        Await.until(
                "the end of node " + node,
                HEALTHY_WITHIN,
                () ->
                        cluster.status().stream()
                                .anyMatch(state ->
                                        state.node() == node && state.role().equals("down")));
    }

    private void removeUntilThree(DevCluster cluster) throws IOException {
        int node = memberThatFollows(cluster);
        var _ = again(cluster, "remove-node", Integer.toString(node), "--yes");
        awaitEnd(cluster, node);
        cluster.node("remove", node);
        awaitStatus(cluster, 3);
    }

    private void replaceAKilledNode(DevCluster cluster) throws IOException {
        int dead = memberThatFollows(cluster);
        cluster.node("kill", dead);
        cluster.node("add", 6);
        String told = taken(cluster, "replace-node", "--dead", Integer.toString(dead), "--id", "6");
        assertTrue(told.contains("node 6 votes, node " + dead + " is out"), told);
        awaitStatus(cluster, 4);
        cluster.node("remove", dead);
        readFrom(cluster, 6);
    }

    private void refuseToLoseTheQuorum(DevCluster cluster) throws IOException {
        int down = memberThatFollows(cluster);
        cluster.node("kill", down);
        Await.until(
                "a refusal for the quorum's sake",
                HEALTHY_WITHIN,
                () -> removalOfTheLeader(cluster).contains("QuorumAtRisk"));
        cluster.node("start", down);
        awaitStatus(cluster, 3);
    }

    /** Its refusal, which may also be that leadership could not be handed over in time. */
    private static String removalOfTheLeader(DevCluster cluster) throws IOException {
        int leader = cluster.leader().node();
        IOException refused =
                assertThrows(
                        IOException.class,
                        () -> cluster.administer("remove-node", Integer.toString(leader), "--yes"));
        return String.valueOf(refused.getMessage());
    }

    private void refuseAWipedNode(DevCluster cluster) throws IOException, InterruptedException {
        // The newest: it asks the peers in its configuration, and of a founder's none is left.
        int wiped = followers(cluster).getLast();
        cluster.node("stop", wiped);
        Path folder = cluster.folder().resolve("node-" + wiped);
        Path data = folder.resolve("data");
        Path kept = folder.resolve("kept");
        Files.move(data, kept);
        OneNode.Ended ended =
                OneNode.run("node", "--config", folder.resolve("node.yaml").toString());
        assertEquals(REFUSED, ended.exitCode(), ended.output());
        assertTrue(ended.output().contains("replace-node"), ended.output());
        Folders.delete(data);
        Files.move(kept, data);
        cluster.node("start", wiped);
        awaitStatus(cluster, 3);
    }

    /** What was removed is neither started nor waited for. */
    private void startAsAWhole(DevCluster cluster) throws IOException {
        cluster.down();
        cluster.upAgain();
        awaitStatus(cluster, 3);
        // Ends with 0: what client.env lists are the members.
        Await.until("a status without an objection", HEALTHY_WITHIN, () -> isWhole(cluster));
        try (Transport transport = cluster.reread().transport(Tuning.defaults())) {
            assertEquals("value 0", cluster.client(transport).get("secret-0").value());
        }
    }

    private static boolean isWhole(DevCluster cluster) {
        try {
            var _ = cluster.administer("status");
            return true;
        } catch (IOException objection) {
            return false;
        }
    }

    private static int memberThatFollows(DevCluster cluster) throws IOException {
        return followers(cluster).getFirst();
    }

    /** All that run but the one that leads, be it after an election. */
    private static List<Integer> followers(DevCluster cluster) throws IOException {
        List<Integer> found = new ArrayList<>();
        Await.until(
                "one leader, and followers",
                HEALTHY_WITHIN,
                () -> {
                    List<NodeState> running =
                            cluster.status().stream()
                                    .filter(node -> !node.role().equals("down"))
                                    .toList();
                    found.clear();
                    running.stream()
                            .filter(node -> node.role().equals("follower"))
                            .map(NodeState::node)
                            .sorted()
                            .forEach(found::add);
                    return found.size() == running.size() - 1
                            && running.stream().anyMatch(NodeState::leads);
                });
        return found;
    }

    private String taken(DevCluster cluster, String command, String... options) throws IOException {
        List<String> all = new ArrayList<>(List.of(command));
        all.addAll(Arrays.asList(options));
        all.addAll(List.of("--host", "127.0.0." + options[options.length - 1]));
        all.addAll(List.of("--port", Integer.toString(logPort)));
        return again(cluster, all.toArray(String[]::new));
    }

    /** Refused for what passes, such as a vote that is late, a command is run again and goes on. */
    private static String again(DevCluster cluster, String... command) throws IOException {
        StringBuilder told = new StringBuilder();
        for (int attempt = 1; attempt < ATTEMPTS; attempt++) {
            try {
                return told + cluster.administer(command);
            } catch (IOException refused) {
                told.append(refused.getMessage());
            }
        }
        return told + cluster.administer(command);
    }

    /** So many voters, and each of them ready. */
    private void awaitStatus(DevCluster cluster, int voters) {
        Deque<String> told = new ArrayDeque<>();
        try {
            Await.until(
                    voters + " voters that are ready",
                    HEALTHY_WITHIN,
                    () -> readyVoters(cluster, told) == voters);
        } catch (AssertionError late) {
            throw new AssertionError(late.getMessage() + ", but: " + told.peekLast(), late);
        }
    }

    private static long readyVoters(DevCluster cluster, Deque<String> told) {
        try {
            told.add(cluster.administer("status"));
        } catch (IOException unhealthy) {
            told.add(String.valueOf(unhealthy.getMessage()));
        }
        return told.getLast().lines().filter(line -> READY_VOTER.matcher(line).find()).count();
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
