package io.strongroom.chaos.sdk;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.strongroom.chaos.cluster.NodeState;
import io.strongroom.client.transport.Transport;
import io.strongroom.client.transport.Tuning;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;

/** Every node is stopped as an operator would and started again, one after another, under load. */
@ExtendWith(SharedCluster.class)
class RollingRestartIT {
    private static final int WRITERS = 4;
    private static final int SOME = 20;
    private static final Duration SERVES_WITHIN = Duration.ofMinutes(2);

    private final SdkCluster cluster;

    RollingRestartIT(SdkCluster cluster) {
        this.cluster = cluster;
    }

    @Test
    void restart_ofEveryNodeUnderLoad_failsNoRequestAndLosesNothing()
            throws IOException, InterruptedException, ExecutionException {
        try (Transport transport = cluster.nodes().transport(Tuning.defaults())) {
            WriteLoad load =
                    WriteLoad.start(
                            "rolling",
                            cluster.overOurTransport("default", transport).buildClient(),
                            WRITERS);
            ReadLoad reads =
                    ReadLoad.start(cluster.overOurTransport("default", transport).buildClient());
            load.awaitMore(SOME, SERVES_WITHIN);
            for (NodeState node : cluster.nodes().status()) {
                restart(node.node(), load);
            }
            // The leader of the end has not been one at its restart.
            restart(cluster.nodes().leader().node(), load);
            load.stop();
            reads.stop();

            System.out.printf(
                    "rolling restart: %d writes and %d reads acknowledged, %d and %d failed%n",
                    load.acknowledgedCount(),
                    reads.answered(),
                    load.failures().size(),
                    reads.failures().size());
            assertEquals(List.of(), List.copyOf(load.failures()));
            assertEquals(List.of(), List.copyOf(reads.failures()));
            Stored stored = Stored.read(cluster.nodes().client(transport), load.sets().keySet());
            stored.assertHolds(load);
            stored.assertExactlyOnce(load);
        }
    }

    private void restart(int node, WriteLoad load) throws IOException {
        long stopped = System.nanoTime();
        cluster.nodes().node("stop", node);
        load.awaitMore(SOME, SERVES_WITHIN);
        cluster.nodes().node("start", node);
        load.awaitMore(SOME, SERVES_WITHIN);
        System.out.printf(
                "stop and start of node %d: no write acknowledged for %d ms at most%n",
                node, load.longestGapAfter(stopped).toMillis());
    }
}
