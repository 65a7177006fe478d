package io.strongroom.raft.ratis;

import io.strongroom.raft.RaftException;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;

/** Prints how fast three nodes in one JVM are; run by hand. */
final class Throughput {
    private static final int BYTES = 512;
    private static final byte[] ENTRY = "x".repeat(BYTES).getBytes(StandardCharsets.UTF_8);
    private static final int IN_FLIGHT = 64;
    private static final Duration ROUND = Duration.ofSeconds(5);

    private Throughput() {}

    /**
     * Measures three rounds.
     *
     * @param arguments a folder on the disk to measure
     */
    public static void main(String[] arguments)
            throws IOException, RaftException, InterruptedException {
        Path dir = Files.createTempDirectory(Path.of(arguments[0]), "throughput");
        try (TestCluster cluster = new TestCluster(dir, Duration.ofSeconds(10)).startAll()) {
            int leader = cluster.leader();
            int follower = cluster.follower();
            for (int round = 0; round < 3; round++) {
                System.out.printf(
                        "leader %d entries/s, follower %d entries/s%n",
                        write(cluster.log(leader)), write(cluster.log(follower)));
                System.out.printf(
                        "one in flight: leader %s, follower %s%n",
                        latency(() -> TestCluster.get(cluster.log(leader).propose(ENTRY))),
                        latency(() -> TestCluster.get(cluster.log(follower).propose(ENTRY))));
                System.out.printf(
                        "barrier, alone: leader %s, follower %s%n",
                        latency(() -> TestCluster.get(cluster.log(leader).readBarrier())),
                        latency(() -> TestCluster.get(cluster.log(follower).readBarrier())));
                System.out.printf(
                        "barriers, %d in flight: leader %d/s, follower %d/s%n",
                        IN_FLIGHT, read(cluster.log(leader)), read(cluster.log(follower)));
            }
        }
        System.exit(0);
    }

    private interface Step {
        void run() throws RaftException;
    }

    private static String latency(Step step) throws RaftException {
        long[] nanos = new long[500];
        for (int i = 0; i < nanos.length; i++) {
            long begin = System.nanoTime();
            step.run();
            nanos[i] = System.nanoTime() - begin;
        }
        Arrays.sort(nanos);
        return "p50 %.2f ms p99 %.2f ms"
                .formatted(nanos[nanos.length / 2] / 1e6, nanos[nanos.length * 99 / 100] / 1e6);
    }

    private static long write(RatisLog log) throws InterruptedException {
        Semaphore window = new Semaphore(IN_FLIGHT);
        AtomicLong done = new AtomicLong();
        long end = System.nanoTime() + ROUND.toNanos();
        while (System.nanoTime() < end) {
            window.acquire();
            var _ =
                    log.propose(ENTRY)
                            .whenComplete((_, _) -> {
                                done.incrementAndGet();
                                window.release();
                            });
        }
        window.acquire(IN_FLIGHT);
        return done.get() / ROUND.toSeconds();
    }

    private static long read(RatisLog log) throws InterruptedException {
        Semaphore window = new Semaphore(IN_FLIGHT);
        AtomicLong done = new AtomicLong();
        long end = System.nanoTime() + ROUND.toNanos();
        while (System.nanoTime() < end) {
            window.acquire();
            var _ =
                    log.readBarrier()
                            .whenComplete((_, _) -> {
                                done.incrementAndGet();
                                window.release();
                            });
        }
        window.acquire(IN_FLIGHT);
        return done.get() / ROUND.toSeconds();
    }
}
