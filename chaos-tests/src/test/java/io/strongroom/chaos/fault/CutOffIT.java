package io.strongroom.chaos.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strongroom.chaos.cluster.Await;
import io.strongroom.client.api.Headers;
import io.strongroom.client.http.Answer;
import io.strongroom.client.http.Call;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** A node that is cut off from the others answers only whoever said how old an answer may be. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CutOffIT {
    private static final String VAULT = "default";
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final long BOUND_SECONDS = 600;

    private NodeApi api;

    @BeforeAll
    void start() throws IOException {
        api = Clusters.up("cutoff", "");
    }

    @AfterAll
    void stop() throws IOException {
        api.close();
    }

    @Test
    void read_onNodeCutOff_isAnsweredWithinTheAllowedAgeOnly() throws IOException {
        int alone = api.follower();
        api.done(alone, api.set(VAULT, "aged", "known"));
        Call read = api.read(VAULT, "/secrets/aged");
        // Before the read: its barrier, from which the age is counted, came later.
        long known = System.nanoTime();
        api.done(alone, read);
        List<Integer> others = api.nodes().stream().filter(node -> node != alone).toList();
        try {
            for (int node : others) {
                api.cluster().node("pause", node);
            }
            assertEquals(503, api.send(alone, read).status());
            Answer aged = api.send(alone, read.with(Headers.MAX_STALENESS, "" + BOUND_SECONDS));
            assertEquals(200, aged.status(), NodeApi.text(aged));
            assertEquals("known", NodeApi.json(aged).get("value").asText());
            long age = Long.parseLong(aged.header(Headers.STALENESS).orElse("-1"));
            long passed = (System.nanoTime() - known) / 1_000_000;
            assertTrue(age > 0 && age <= passed + 1, age + " ms old, read " + passed + " ms ago");
            Await.until(
                    "an age beyond one second",
                    PATIENCE,
                    () -> System.nanoTime() - known > Duration.ofSeconds(2).toNanos());
            Answer beyond = api.send(alone, read.with(Headers.MAX_STALENESS, "1"));
            assertEquals(503, beyond.status(), NodeApi.text(beyond));
            assertTrue(beyond.header("retry-after").isPresent());
        } finally {
            for (int node : others) {
                api.cluster().node("resume", node);
            }
        }
        api.eventually(alone, read, PATIENCE);
        Answer fresh = api.patiently(alone, read.with(Headers.MAX_STALENESS, "1"));
        assertEquals(200, fresh.status());
    }
}
