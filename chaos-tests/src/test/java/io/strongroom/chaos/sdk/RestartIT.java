package io.strongroom.chaos.sdk;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strongroom.chaos.cluster.DevCluster;
import io.strongroom.chaos.cluster.NodeState;
import io.strongroom.client.transport.Transport;
import io.strongroom.client.transport.Tuning;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;

/** Nodes stop, one or all of them, hard or in good order: what was acknowledged is there after. */
@ExtendWith(SharedCluster.class)
class RestartIT {
    private static final int WRITERS = 3;
    private static final int SOME = 30;
    private static final Duration WITHIN = Duration.ofSeconds(90);

    /** Writers give up soon when nothing answers any more. */
    private static final Tuning IMPATIENT =
            Tuning.defaults().withTotal(Duration.ofSeconds(2)).withAttempt(Duration.ofSeconds(1));

    private final SdkCluster cluster;

    RestartIT(SdkCluster cluster) {
        this.cluster = cluster;
    }

    @Test
    void acknowledgedWrites_whenAllNodesAreKilledAtOnce_areThereAfterTheRestart()
            throws IOException, InterruptedException, ExecutionException {
        DevCluster nodes = cluster.nodes();
        WriteLoad load;
        try (Transport transport = nodes.transport(IMPATIENT)) {
            load = start("all-killed", transport);
            load.awaitMore(SOME, WITHIN);
            DevCluster.killAtOnce(nodes.status());
            load.stop();
        }
        nodes.upAgain();
        try (Transport transport = nodes.transport(SdkCluster.PATIENT)) {
            assertHolds(load, transport);
        }
    }

    @Test
    void acknowledgedWrites_whenAFollowerIsKilledAndStarted_areSeenThroughIt()
            throws IOException, InterruptedException, ExecutionException {
        DevCluster nodes = cluster.nodes();
        NodeState follower =
                nodes.status().stream().filter(node -> !node.leads()).findFirst().orElseThrow();
        WriteLoad load;
        try (Transport transport = nodes.transport(Tuning.defaults())) {
            load = start("follower-killed", transport);
            load.awaitMore(SOME, WITHIN);
            DevCluster.killAtOnce(List.of(follower));
            load.awaitMore(SOME, WITHIN);
            nodes.node("start", follower.node());
            load.awaitMore(SOME, WITHIN);
            load.stop();
        }
        try (Transport only = cluster.onlyTo(follower.node(), SdkCluster.PATIENT)) {
            assertHolds(load, only);
        }
    }

    @Test
    void acknowledgedWrites_afterDownUnderLoadAndUp_areThere()
            throws IOException, InterruptedException, ExecutionException {
        DevCluster nodes = cluster.nodes();
        WriteLoad load;
        try (Transport transport = nodes.transport(IMPATIENT)) {
            load = start("down-and-up", transport);
            load.awaitMore(SOME, WITHIN);
            nodes.down();
            load.stop();
        }
        assertStoppedInGoodOrder();
        nodes.upAgain();
        try (Transport transport = nodes.transport(SdkCluster.PATIENT)) {
            assertHolds(load, transport);
        }
    }

    /** The last one too, which has no majority to finish its writes with. */
    private void assertStoppedInGoodOrder() throws IOException {
        for (NodeState node : cluster.nodes().status()) {
            Path log = cluster.nodes().folder().resolve("node-" + node.node() + "/node.log");
            List<String> lines = Files.readAllLines(log);
            String last =
                    lines.stream()
                            .filter(line -> line.contains("event=node_"))
                            .reduce("", (previous, line) -> line);
            assertTrue(
                    last.contains("event=node_stopped"),
                    () ->
                            log
                                    + ":\n"
                                    + String.join(
                                            "\n",
                                            lines.subList(
                                                    Math.max(0, lines.size() - 60), lines.size())));
        }
    }

    private WriteLoad start(String name, Transport transport) {
        return WriteLoad.start(
                name, cluster.overOurTransport("default", transport).buildClient(), WRITERS);
    }

    /** A set that failed may have happened, but not twice. */
    private void assertHolds(WriteLoad load, Transport transport)
            throws InterruptedException, ExecutionException {
        Stored stored = Stored.read(cluster.nodes().client(transport), load.sets().keySet());
        System.out.printf(
                "%s: %d writes acknowledged, %d failed; %d versions%n",
                load.prefix(), load.acknowledgedCount(), load.failures().size(), stored.total());
        stored.assertHolds(load);
        stored.assertNoRepetitions(load);
    }
}
