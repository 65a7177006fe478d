package io.strongroom.chaos.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;

import io.strongroom.chaos.cluster.Await;
import io.strongroom.chaos.cluster.DevCluster;
import io.strongroom.chaos.cluster.FreePorts;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** A new root key while clients read, write and sign, and the leader is killed in the middle. */
final class RootRotationIT {
    private static final Duration SETTLES_WITHIN = Duration.ofMinutes(3);
    private static final String ROTATION = "/admin/v1/root-key/rotation";
    private static final String DIGEST =
            Base64.getUrlEncoder().withoutPadding().encodeToString(new byte[32]);
    private static final int HSM_KEYS = 40;

    /** A client that goes round the nodes; what it may meet is a node that is not there. */
    private record Client(
            Vault vault, AtomicBoolean stop, AtomicInteger done, AtomicReference<String> wrong)
            implements Runnable {
        @Override
        public void run() {
            for (int i = 0; !stop.get(); i++) {
                int node = 1 + i % vault.nodeCount();
                try {
                    Answer answer =
                            switch (i % 4) {
                                case 0 -> vault.send(node, sign(vault, "hsm-0"));
                                case 1 -> vault.send(node, sign(vault, "soft"));
                                case 2 -> vault.send(node, vault.call("GET", "/secrets/kept"));
                                default ->
                                        vault.send(
                                                node,
                                                vault.call("PUT", "/secrets/busy")
                                                        .json("{\"value\":\"" + i + "\"}"));
                            };
                    if (answer.status() == 200) {
                        done.incrementAndGet();
                    } else if (!answer.equals(Answer.NONE)
                            && answer.status() != 503
                            && answer.status() != 401) {
                        wrong.compareAndSet("", answer.toString());
                    }
                    // A node that is killed between a request and its answer gives none.
                } catch (IOException killed) {
                    // The node is down: another one answers.
                }
            }
        }
    }

    private static RawRequest sign(Vault vault, String key) {
        return vault.call("POST", "/keys/" + key + "/sign")
                .json("{\"alg\":\"ES256\",\"value\":\"" + DIGEST + "\"}");
    }

    private static void make(Vault vault, String name, String type) throws IOException {
        vault.done(
                vault.call("POST", "/keys/" + name + "/create")
                        .json("{\"kty\":\"" + type + "\",\"crv\":\"P-256\"}"));
    }

    private static void assertEverythingWorks(Vault vault) throws IOException {
        for (int node = 1; node <= vault.nodeCount(); node++) {
            Answer secret = vault.answered(node, vault.call("GET", "/secrets/kept"));
            assertEquals("kept", secret.json().path("value").asText(), secret.toString());
            for (String key : new String[] {"soft", "hsm-0", "hsm-" + (HSM_KEYS - 1)}) {
                Answer signed = vault.answered(node, sign(vault, key));
                assertEquals(200, signed.status(), signed.toString());
            }
        }
    }

    /** Each node has to answer; for those that did not in time it is said once more. */
    private static void destroyRetired(DevCluster cluster) {
        Await.until(
                "every node destroys it",
                SETTLES_WITHIN,
                () -> {
                    try {
                        cluster.hsm("retire", "--destroy", "--yes");
                        return true;
                    } catch (IOException notAll) {
                        return false;
                    }
                });
    }

    private static boolean isDone(Vault vault, int node) {
        try {
            JsonNode now = vault.send(node, vault.request("GET", ROTATION)).json();
            return now.path("keys").size() == 2
                    && now.path("keys").get(1).path("state").asText().equals("current")
                    && now.path("dataKeysLeft").asInt(1) + now.path("keysLeft").asInt(1) == 0;
        } catch (IOException notNow) {
            return false;
        }
    }

    @Test
    void rotation_underLoadWithTheLeaderKilled_endsAndTheOldKeyCanGo()
            throws IOException, InterruptedException {
        try (DevCluster cluster =
                Folders.up("rotation", FreePorts.base(), "--root-key", "pkcs11")) {
            Vault vault = Vault.of(cluster);
            vault.done(vault.call("PUT", "/secrets/kept").json("{\"value\":\"kept\"}"));
            make(vault, "soft", "EC");
            for (int i = 0; i < HSM_KEYS; i++) {
                make(vault, "hsm-" + i, "EC-HSM");
            }
            Client client =
                    new Client(
                            vault,
                            new AtomicBoolean(),
                            new AtomicInteger(),
                            new AtomicReference<>(""));
            Thread load = Thread.ofPlatform().start(client);
            int leader = cluster.leader().node();
            vault.done(vault.request("POST", ROTATION).json("{\"from\":1}"));
            cluster.node("kill", leader);
            cluster.node("start", leader);
            int other = 1 + leader % vault.nodeCount();
            Await.until(
                    "the new root key wraps everything",
                    SETTLES_WITHIN,
                    () -> isDone(vault, other));
            int before = client.done().get();
            Await.until(
                    "the load goes on", SETTLES_WITHIN, () -> client.done().get() > before + 20);
            client.stop().set(true);
            load.join();
            assertEquals("", client.wrong().get());
            assertEverythingWorks(vault);

            assertTrue(
                    cluster.hsm("rotate", "--abandon").contains("current"), "nothing to abandon");
            cluster.hsm("retire", "--yes");
            destroyRetired(cluster);
            cluster.down();
            cluster.upAgain();
            assertEverythingWorks(Vault.of(cluster));
        }
    }
}
