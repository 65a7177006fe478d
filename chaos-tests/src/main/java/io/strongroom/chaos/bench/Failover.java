package io.strongroom.chaos.bench;

import io.strongroom.chaos.cluster.Await;
import io.strongroom.chaos.cluster.DevCluster;
import io.strongroom.chaos.cluster.NodeState;
import io.strongroom.client.StrongroomClient;
import io.strongroom.client.transport.Transport;
import io.strongroom.client.transport.Tuning;

import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Kills the leader with SIGKILL again and again under writes of the smart client, and tells how
 * long nobody's write was acknowledged, and how long the longest call took.
 */
record Failover(DevCluster cluster, int kills) {
    private static final int WRITERS = 8;
    private static final Duration BEFORE = Duration.ofSeconds(2);
    private static final Duration AFTER = Duration.ofSeconds(8);
    private static final Duration RETURNS_WITHIN = Duration.ofSeconds(60);

    /** What one kill did. */
    private record Outage(double gapSeconds, double longestCallSeconds) {}

    /** What the writers have seen. */
    private static final class Watch {
        private final AtomicBoolean stopped = new AtomicBoolean();
        private final AtomicLong failed = new AtomicLong();
        private final List<Long> acknowledged = Collections.synchronizedList(new ArrayList<>());
        private final AtomicLong longestNanos = new AtomicLong();

        private void write(StrongroomClient client, int writer) {
            for (int i = 0; !stopped.get(); i++) {
                long start = System.nanoTime();
                try {
                    var _ = client.set("failover-" + writer, "value-" + i);
                    long end = System.nanoTime();
                    acknowledged.add(end);
                    longestNanos.accumulateAndGet(end - start, Math::max);
                } catch (RuntimeException e) {
                    failed.incrementAndGet();
                }
            }
        }

        /** The longest time between two acknowledgements. */
        private double gapSeconds() {
            List<Long> times;
            synchronized (acknowledged) {
                times = acknowledged.stream().sorted().toList();
            }
            long longest = 0;
            for (int i = 1; i < times.size(); i++) {
                longest = Math.max(longest, times.get(i) - times.get(i - 1));
            }
            return longest / 1e9;
        }
    }

    void run(PrintStream out) throws IOException, InterruptedException {
        List<Outage> all = new ArrayList<>();
        long failed = 0;
        try (Transport transport = cluster.transport(Tuning.defaults())) {
            StrongroomClient client = cluster.client(transport);
            for (int kill = 1; kill <= kills; kill++) {
                Watch watch = new Watch();
                try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
                    for (int writer = 0; writer < WRITERS; writer++) {
                        int number = writer;
                        var _ = threads.submit(() -> watch.write(client, number));
                    }
                    killLeader();
                    watch.stopped.set(true);
                }
                Outage outage = new Outage(watch.gapSeconds(), watch.longestNanos.get() / 1e9);
                System.err.printf(
                        "kill %d of %d: %.2f s without an acknowledged write, longest call %.2f"
                                + " s%n",
                        kill, kills, outage.gapSeconds(), outage.longestCallSeconds());
                all.add(outage);
                failed += watch.failed.get();
            }
        }
        print(out, all, failed);
    }

    private void killLeader() throws IOException {
        LockSupport.parkNanos(BEFORE.toNanos());
        NodeState leader = cluster.leader();
        var _ = DevCluster.killAtOnce(List.of(leader));
        LockSupport.parkNanos(AFTER.toNanos());
        cluster.node("start", leader.node());
        Await.until(
                "every node is back",
                RETURNS_WITHIN,
                () -> {
                    List<NodeState> nodes = cluster.status();
                    return nodes.stream().anyMatch(NodeState::leads)
                            && nodes.stream().allMatch(NodeState::serves);
                });
    }

    private static void print(PrintStream out, List<Outage> all, long failed) {
        List<Double> gaps = all.stream().map(Outage::gapSeconds).sorted().toList();
        List<Double> calls = all.stream().map(Outage::longestCallSeconds).sorted().toList();
        out.println("| kill -9 of the leader | median s | worst s |\n|---|---:|---:|");
        out.printf(
                "| without an acknowledged write, %d kills | %.2f | %.2f |%n",
                all.size(), gaps.get(gaps.size() / 2), gaps.getLast());
        out.printf(
                "| longest call of %d writers | %.2f | %.2f |%n",
                WRITERS, calls.get(calls.size() / 2), calls.getLast());
        out.printf("%nfailed calls: %d%n", failed);
    }
}
