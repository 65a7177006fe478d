package io.strongroom.chaos.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.strongroom.chaos.cluster.Await;
import io.strongroom.client.http.Answer;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.rocksdb.RocksDBException;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Two nodes of five whose state is not the others' are found by their digests, and serve nobody any
 * more: one whose digest differs at once, and one with a row that differs and is changed then.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DivergenceIT {
    private static final String VAULT = "default";

    /** The first in the order of keys is the one that is damaged. */
    private static final String SECRET = "a-first";

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int CLIENTS_PER_NODE = 2;
    private static final int INTERVAL = 10_000;

    private NodeApi api;

    @BeforeAll
    void start() throws IOException {
        api = Clusters.up("divergence", "", "--nodes", "5");
    }

    @AfterAll
    void stop() throws IOException {
        api.close();
    }

    @Test
    void node_withAnotherState_fencesItself()
            throws IOException, RocksDBException, InterruptedException {
        api.done(1, api.set(VAULT, SECRET, "right"));
        int leader = api.awaitLeader();
        List<Integer> followers = api.nodes().stream().filter(node -> node != leader).toList();
        List<Integer> damaged = followers.subList(0, 2);
        List<Integer> sound = api.nodes().stream().filter(n -> !damaged.contains(n)).toList();
        for (int node : damaged) {
            // It may lag: what it has not applied, nobody can damage.
            assertEquals("right", api.value(node, VAULT, SECRET));
            api.cluster().node("stop", node);
            DamagedRow.make(api.folder(node), node == damaged.getFirst());
            api.cluster().node("start", node);
        }
        // Takes the damaged row's digest out where it never was.
        api.done(leader, api.change("DELETE", VAULT, "/secrets/" + SECRET));
        api.done(leader, api.change("DELETE", VAULT, "/deletedsecrets/" + SECRET));

        writeBeyondTheNextDigest(sound);
        for (int node : damaged) {
            Await.until(
                    "node " + node + " fences itself",
                    PATIENCE,
                    () -> api.metric(node, "strongroom_state_diverged") == 1);
            Await.until(
                    "node " + node + " says why",
                    PATIENCE,
                    () -> api.unready(node).filter(why -> why.contains("digest")).isPresent());
            Answer refused = api.send(node, api.read(VAULT, "/secrets"));
            assertEquals(503, refused.status(), NodeApi.text(refused));
            assertEquals(503, api.send(node, api.set(VAULT, "any", "any")).status());
        }
        for (int node : sound) {
            api.done(node, api.set(VAULT, "served", "through " + node));
            assertEquals("through " + node, api.value(node, VAULT, "served"));
            assertEquals(0, api.metric(node, "strongroom_state_diverged"));
        }
    }

    private void writeBeyondTheNextDigest(List<Integer> nodes) throws InterruptedException {
        int anyone = nodes.getFirst();
        double from = api.metric(anyone, "strongroom_applied_index");
        double goal = (Math.floor(from / INTERVAL) + 1) * INTERVAL + 10;
        long start = System.nanoTime();
        AtomicInteger refused = new AtomicInteger();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> writers = new ArrayList<>();
            for (int node : nodes) {
                for (int client = 0; client < CLIENTS_PER_NODE; client++) {
                    String name = "load-" + node + "-" + client;
                    writers.add(
                            threads.submit(() -> {
                                int count = 0;
                                while (count++ % 50 != 0
                                        || api.metric(node, "strongroom_applied_index") < goal) {
                                    if (!api.send(node, api.set(VAULT, name, "x")).isSuccess()) {
                                        refused.incrementAndGet();
                                    }
                                }
                            }));
                }
            }
            for (Future<?> writer : writers) {
                try {
                    writer.get();
                } catch (java.util.concurrent.ExecutionException e) {
                    throw new AssertionError(e);
                }
            }
        }
        System.out.printf(
                "from entry %.0f to %.0f in %d ms, %d refused%n",
                from, goal, (System.nanoTime() - start) / 1_000_000, refused.get());
    }
}
