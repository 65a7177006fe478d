package io.strongroom.chaos.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strongroom.chaos.cluster.Await;
import io.strongroom.client.http.Call;
import io.strongroom.storage.command.SecretVersion;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Once a secret is purged its sealed bytes leave every file of every node: log, database,
 * snapshots. The same cluster then shows a node that was away longer than the log reaches.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ErasureIT {
    private static final Duration WITHIN = Duration.ofSeconds(12);

    /** The configured time, and what a busy machine may need on top. */
    private static final Duration PATIENCE = WITHIN.plusSeconds(120);

    private static final String VAULT = "brief";
    private static final int FILLER = 200;

    private NodeApi api;

    @BeforeAll
    void start() throws IOException {
        api = Clusters.up("erasure", "erasure:\n  within: " + WITHIN + "\n", "--vault", "brief:7");
    }

    @AfterAll
    void stop() throws IOException {
        api.close();
    }

    @Test
    @Order(1)
    void sealedBytes_afterPurge_areInNoFileOfAnyNode() throws IOException {
        api.done(1, api.set(VAULT, "kept", "stays"));
        api.done(1, api.set(VAULT, "erased", "v".repeat(300)));
        api.done(2, api.set(VAULT, "erased", "w".repeat(300)));
        int follower = api.follower();
        List<String> sealed = sealed(follower, "erased");
        List<String> kept = List.of(sealed(follower, "kept").getFirst());
        assertEquals(2, sealed.size());
        for (int node : api.nodes()) {
            // By then it has taken what it may have lagged behind.
            assertEquals("w".repeat(300), api.value(node, VAULT, "erased"));
            for (String one : sealed) {
                awaitHeld(node, List.of(one), "before the purge node " + node + " has the bytes");
            }
        }

        purge("erased");
        for (int node : api.nodes()) {
            awaitErased(node, sealed);
            awaitHeld(node, kept, "the search would find what is there");
        }
        assertEquals("stays", api.value(follower, VAULT, "kept"));
    }

    @Test
    @Order(2)
    void sealedBytes_onNodeThatWasDownDuringPurge_goWhenItIsBack() throws IOException {
        api.done(1, api.set(VAULT, "missed", "m".repeat(300)));
        int away = api.follower();
        List<String> sealed = sealed(away, "missed");
        Call once = api.set(VAULT, "once", "only");
        String version = NodeApi.version(api.done(away, once));
        api.cluster().node("stop", away);
        purge("missed");
        List<Integer> others = api.nodes().stream().filter(node -> node != away).toList();
        for (int node : others) {
            awaitErased(node, sealed);
        }
        assertFalse(StoredBytes.holding(api.folder(away), sealed).isEmpty(), "it was away");
        double logBegins = api.metric(others.getFirst(), "strongroom_log_oldest_index");

        // It comes back while the others write.
        for (int i = 0; i < FILLER; i++) {
            api.done(others.get(i % 2), api.set(VAULT, "filler", "f" + i));
        }
        api.cluster().node("start", away);
        api.done(others.getFirst(), api.set(VAULT, "filler", "newest"));
        assertEquals("newest", api.value(away, VAULT, "filler"));
        awaitErased(away, sealed);

        assertTrue(
                snapshotWasInstalled(away),
                "the others' logs begin at " + logBegins + ": only a snapshot brings it back");
        assertEquals(version, NodeApi.version(api.done(away, once)), "the id is remembered");
        assertStatesAgree();
    }

    private boolean snapshotWasInstalled(int node) throws IOException {
        return Files.readAllLines(api.folder(node).resolve("node.log")).stream()
                .anyMatch(line -> line.contains("event=snapshot_installed"));
    }

    private void assertStatesAgree() throws IOException {
        for (int node : api.nodes()) {
            assertEquals("newest", api.value(node, VAULT, "filler"));
        }
        api.cluster().down();
        List<SecretVersion> first = StoredBytes.secrets(api.folder(1), VAULT);
        assertEquals(3, first.size(), first.toString());
        for (int node : api.nodes()) {
            assertEquals(first, StoredBytes.secrets(api.folder(node), VAULT), "node " + node);
        }
    }

    private List<String> sealed(int node, String name) throws IOException {
        // It may lag: after this read it has what was acknowledged before.
        api.done(node, api.read(VAULT, "/secrets/" + name));
        api.cluster().node("stop", node);
        try {
            return StoredBytes.sealed(api.folder(node), VAULT, name);
        } finally {
            api.cluster().node("start", node);
        }
    }

    private void purge(String name) {
        int node = api.awaitLeader();
        api.done(node, api.change("DELETE", VAULT, "/secrets/" + name));
        api.done(node, api.change("DELETE", VAULT, "/deletedsecrets/" + name));
    }

    /** A file that holds them may be replaced by another while it is looked for. */
    private void awaitHeld(int node, List<String> texts, String what) throws IOException {
        Await.<IOException>until(
                what, PATIENCE, () -> !StoredBytes.holding(api.folder(node), texts).isEmpty());
    }

    private void awaitErased(int node, List<String> sealed) throws IOException {
        Path folder = api.folder(node);
        long start = System.nanoTime();
        Await.<IOException>until(
                "node " + node + " has none of the bytes",
                PATIENCE,
                () -> StoredBytes.holding(folder, sealed).isEmpty());
        System.out.printf(
                "node %d: clean after %d ms%n", node, (System.nanoTime() - start) / 1_000_000);
    }
}
