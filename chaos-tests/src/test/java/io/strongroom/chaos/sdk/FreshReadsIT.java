package io.strongroom.chaos.sdk;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.azure.security.keyvault.secrets.SecretClient;

import io.strongroom.chaos.cluster.Await;
import io.strongroom.chaos.cluster.NodeState;
import io.strongroom.client.StrongroomClient;
import io.strongroom.client.StrongroomException;
import io.strongroom.client.transport.Transport;
import io.strongroom.client.transport.Tuning;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** No node ever answers with less than what was acknowledged before it was asked. */
@ExtendWith(SharedCluster.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FreshReadsIT {
    private static final int NODES = 3;
    private static final int ROUNDS = 200;
    private static final int REGISTERS = 4;
    private static final Duration PAUSE = Duration.ofSeconds(3);
    private static final Duration WITHIN = Duration.ofMinutes(2);

    private final SdkCluster cluster;
    private final List<Transport> transports = new ArrayList<>();
    private final List<StrongroomClient> nodes = new ArrayList<>();

    FreshReadsIT(SdkCluster cluster) {
        this.cluster = cluster;
    }

    @BeforeAll
    void connect() throws IOException {
        for (int node = 1; node <= NODES; node++) {
            Transport only = cluster.onlyTo(node, SdkCluster.PATIENT);
            transports.add(only);
            nodes.add(cluster.nodes().client(only));
        }
    }

    @AfterAll
    void disconnect() {
        transports.forEach(Transport::close);
    }

    @Test
    void get_throughAnyNode_seesWhatWasAcknowledgedThroughAnother() throws IOException {
        Tuning anyNode = Tuning.defaults().withReads(Tuning.Reads.ANY_NODE);
        try (Transport transport = cluster.nodes().transport(anyNode)) {
            StrongroomClient smart = cluster.nodes().client(transport);
            for (int round = 0; round < ROUNDS; round++) {
                String value = "round " + round;
                nodes.get(round % NODES).set("own-writes", value);
                assertEquals(value, smart.get("own-writes").value());
                for (StrongroomClient node : nodes) {
                    assertEquals(value, node.get("own-writes").value());
                }
            }
        }
    }

    /**
     * Through our transport nobody notices the pause. Readers that insist on one node notice when
     * it is that one, but when it wakes it must not tell them what it believed before.
     */
    @Test
    void get_whileTheLeaderIsPaused_isNeverStale() throws IOException, InterruptedException {
        Tuning anyNode = Tuning.defaults().withReads(Tuning.Reads.ANY_NODE);
        try (Transport transport = cluster.nodes().transport(anyNode);
                Crew crew = new Crew()) {
            SecretClient sdk = cluster.overOurTransport("default", transport).buildClient();
            List<Register> registers = new ArrayList<>();
            for (int i = 0; i < REGISTERS; i++) {
                String name = "register-" + i;
                Register register = new Register();
                registers.add(register);
                register.write(number -> sdk.setSecret(name, Integer.toString(number)));
                crew.repeat(() ->
                        register.write(number -> sdk.setSecret(name, Integer.toString(number))));
                crew.repeat(() ->
                        register.read(() -> Integer.parseInt(sdk.getSecret(name).getValue())));
                for (StrongroomClient node : nodes) {
                    crew.repeat(() ->
                            tolerant(() ->
                                    register.read(() -> Integer.parseInt(node.get(name).value()))));
                }
            }

            awaitProgress(registers);
            NodeState leader = cluster.nodes().leader();
            cluster.nodes().node("pause", leader.node());
            long paused = System.nanoTime();
            Await.until(
                    "the pause",
                    PAUSE.multipliedBy(2),
                    () -> System.nanoTime() - paused >= PAUSE.toNanos());
            cluster.nodes().node("resume", leader.node());
            awaitProgress(registers);
            crew.stop();

            System.out.printf(
                    "SIGSTOP of leader %d for %s: %d calls, the longest took %d ms%n",
                    leader.node(), PAUSE, crew.calls(), crew.longest().toMillis());
            assertEquals(List.of(), crew.failures());
            for (int i = 0; i < REGISTERS; i++) {
                assertEquals(
                        registers.get(i).sent(),
                        sdk.listPropertiesOfSecretVersions("register-" + i).stream().count(),
                        "versions and sets");
            }
        }
    }

    /** A node that is paused or without a majority gives no answer; wrong ones still fail. */
    private static void tolerant(Runnable read) {
        try {
            read.run();
        } catch (StrongroomException e) {
            if (e.status() != 0 && e.status() != 503) {
                throw e;
            }
        }
    }

    private static void awaitProgress(List<Register> registers) {
        for (Register register : registers) {
            int goal = register.sent() + 10;
            Await.until("ten more writes", WITHIN, () -> register.sent() >= goal);
        }
    }
}
