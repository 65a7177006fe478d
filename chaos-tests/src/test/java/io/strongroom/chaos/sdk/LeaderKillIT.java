package io.strongroom.chaos.sdk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strongroom.chaos.cluster.DevCluster;
import io.strongroom.chaos.cluster.NodeState;
import io.strongroom.client.azure.RepeatabilityPolicy;
import io.strongroom.client.transport.Transport;
import io.strongroom.client.transport.Tuning;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;

/** The leader is killed with {@code kill -9} in the middle of write loops, twice. */
@ExtendWith(SharedCluster.class)
class LeaderKillIT {
    private static final int WRITERS = 3;
    private static final int SOME = 20;

    /** An election takes some two seconds; the rest is for a busy machine. */
    private static final Duration SERVES_AGAIN_WITHIN = Duration.ofSeconds(30);

    /** So many writes, one after another. */
    private static final Duration SOME_WITHIN = Duration.ofMinutes(2);

    private final SdkCluster cluster;

    LeaderKillIT(SdkCluster cluster) {
        this.cluster = cluster;
    }

    @Test
    void setSecret_whileLeadersAreKilled_losesNothingAndRepeatsNothing()
            throws IOException, InterruptedException, ExecutionException {
        try (Transport transport = cluster.nodes().transport(Tuning.defaults())) {
            WriteLoad stock =
                    WriteLoad.start("stock", cluster.stock("default").buildClient(), WRITERS);
            WriteLoad repeatable =
                    WriteLoad.start(
                            "repeatable",
                            cluster.stock("default")
                                    .addPolicy(new RepeatabilityPolicy())
                                    .buildClient(),
                            WRITERS);
            WriteLoad ours =
                    WriteLoad.start(
                            "ours",
                            cluster.overOurTransport("default", transport).buildClient(),
                            WRITERS);
            List<WriteLoad> loads = List.of(stock, repeatable, ours);
            int first = killTheLeader(loads, 0);
            int second = killTheLeader(loads, first);
            assertNotEquals(first, second);
            for (WriteLoad load : loads) {
                load.stop();
            }

            Stored ofStock = stored(transport, stock);
            Stored ofRepeatable = stored(transport, repeatable);
            Stored ofOurs = stored(transport, ours);
            ofRepeatable.assertHolds(repeatable);
            ofRepeatable.assertNoRepetitions(repeatable);
            assertEquals(List.of(), List.copyOf(ours.failures()), "the caller notices");
            ofOurs.assertHolds(ours);
            ofOurs.assertExactlyOnce(ours);
            ofStock.assertHolds(stock);
        }
    }

    /** Kills it under load, starts it again, and leaves a cluster in which all three serve. */
    private int killTheLeader(List<WriteLoad> loads, int before) throws IOException {
        for (WriteLoad load : loads) {
            load.awaitMore(SOME, SOME_WITHIN);
        }
        NodeState leader = cluster.leaderOtherThan(before);
        long killed = DevCluster.killAtOnce(List.of(leader));
        for (WriteLoad load : loads) {
            load.awaitMore(SOME, SOME_WITHIN);
        }
        cluster.nodes().node("start", leader.node());
        for (WriteLoad load : loads) {
            load.awaitMore(SOME, SOME_WITHIN);
            Duration gap = load.longestGapAfter(killed);
            System.out.printf(
                    "kill -9 of leader %d, %s client: no write acknowledged for %d ms%n",
                    leader.node(), load.prefix(), gap.toMillis());
            assertTrue(gap.compareTo(SERVES_AGAIN_WITHIN) < 0, gap::toString);
        }
        return leader.node();
    }

    private Stored stored(Transport transport, WriteLoad load)
            throws InterruptedException, ExecutionException {
        Stored stored = Stored.read(cluster.nodes().client(transport), load.sets().keySet());
        System.out.printf(
                "%s client: %d writes acknowledged, %d failed, %d versions, %d of them"
                        + " repetitions%s%n",
                load.prefix(),
                load.acknowledgedCount(),
                load.failures().size(),
                stored.total(),
                stored.duplicates(),
                load.failures().stream()
                        .map(failure -> "\n  " + failure)
                        .distinct()
                        .limit(5)
                        .collect(Collectors.joining()));
        return stored;
    }
}
