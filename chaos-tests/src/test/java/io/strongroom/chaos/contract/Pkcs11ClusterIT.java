package io.strongroom.chaos.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strongroom.chaos.cluster.DevCluster;
import io.strongroom.chaos.cluster.FreePorts;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.io.IOException;
import java.util.stream.Stream;

/** A cluster whose root key lives in PKCS#11 tokens, one per node, serves and survives as any. */
@ExtendWith(SharedCluster.class)
final class Pkcs11ClusterIT {
    @Test
    void secrets_withRootKeyInTokens_surviveRestartAndLossOfLeader() throws IOException {
        try (DevCluster cluster = Folders.up("pkcs11", FreePorts.base(), "--root-key", "pkcs11")) {
            Vault vault = Vault.of(cluster);
            vault.set("sealed", "before");
            assertServedEverywhere(vault, "before");

            int follower = 1 + cluster.leader().node() % 3;
            cluster.node("kill", follower);
            cluster.node("start", follower);
            assertServedEverywhere(vault, "before");

            int leader = cluster.leader().node();
            cluster.node("kill", leader);
            int survivor = 1 + leader % 3;
            RawRequest put = vault.call("PUT", "/secrets/sealed").json("{\"value\":\"after\"}");
            Answer written = vault.answered(survivor, put);
            assertEquals(200, written.status(), written::toString);
            cluster.node("start", leader);
            assertServedEverywhere(vault, "after");

            cluster.down();
            cluster.upAgain();
            assertServedEverywhere(vault, "after");
            assertProtectionLevel(vault, "PKCS#11");
        }
    }

    @Test
    void log_atStart_namesProtectionLevelOfSoftwareKey(Vault vault) throws IOException {
        assertProtectionLevel(vault, "SOFTWARE");
    }

    private static void assertServedEverywhere(Vault vault, String value) throws IOException {
        for (int node = 1; node <= vault.nodeCount(); node++) {
            Answer answer = vault.answered(node, vault.call("GET", "/secrets/sealed"));
            assertEquals(value, answer.json().path("value").asText(), answer.toString());
        }
    }

    private static void assertProtectionLevel(Vault vault, String level) throws IOException {
        for (int node = 1; node <= vault.nodeCount(); node++) {
            Stream<String> starts =
                    vault.log(node).stream().filter(line -> line.contains("event=node_starting "));
            assertTrue(
                    starts.allMatch(line -> line.contains("rootKey=\"" + level)),
                    vault.log(node).getFirst());
        }
    }
}
