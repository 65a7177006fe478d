package io.strongroom.chaos.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.strongroom.chaos.cluster.Await;
import io.strongroom.chaos.cluster.DevCluster;
import io.strongroom.chaos.cluster.FreePorts;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.time.Duration;

/**
 * A node that comes back after a long time alone makes a majority at once, not when a timer says.
 */
final class ReturningNodeIT {
    /**
     * Long enough for back-offs between peers to grow beyond the time allowed below: gRPC's eighth
     * begins after some 70 seconds, and takes 43.
     */
    private static final Duration ALONE = Duration.ofSeconds(80);

    /** On a quiet machine an election takes two of them. */
    private static final Duration AFTER_START = Duration.ofSeconds(20);

    private static boolean ready(Vault vault, int node) throws IOException {
        RawRequest request = RawRequest.of("GET", "/health/ready").with("Host: any.example");
        return vault.send(node, request).status() == 200;
    }

    private static boolean listens(Vault vault, int node) {
        try {
            RawRequest request = RawRequest.of("GET", "/health/live").with("Host: any.example");
            return vault.send(node, request).status() == 200;
        } catch (IOException notYet) {
            return false;
        }
    }

    @Test
    void lastNode_longAlone_electsWithTheFirstThatReturns() throws IOException {
        try (DevCluster cluster = Folders.up("returning", FreePorts.base())) {
            Vault vault = Vault.of(cluster);
            int leader = cluster.leader().node();
            int returning = 1 + leader % 3;
            int alone = 6 - leader - returning;
            cluster.node("kill", returning);
            // The one that returns lacks it, so that only the one that was alone can win.
            RawRequest put = vault.call("PUT", "/secrets/kept").json("{\"value\":\"kept\"}");
            assertEquals(200, vault.answered(leader, put).status());
            cluster.node("kill", leader);
            long since = System.nanoTime();
            Await.until(
                    "the time alone",
                    ALONE.multipliedBy(2),
                    () -> !ready(vault, alone) && System.nanoTime() - since > ALONE.toNanos());
            cluster.node("start", returning, "--no-wait");
            Await.until("it to listen", Duration.ofMinutes(2), () -> listens(vault, returning));
            Await.until(
                    "a leader", AFTER_START, () -> ready(vault, alone) && ready(vault, returning));
            assertEquals(
                    "kept",
                    vault.answered(returning, vault.call("GET", "/secrets/kept"))
                            .json()
                            .get("value")
                            .asText());
        }
    }
}
