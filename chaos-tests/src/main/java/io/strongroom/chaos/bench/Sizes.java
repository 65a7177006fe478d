package io.strongroom.chaos.bench;

import io.strongroom.chaos.cluster.Await;
import io.strongroom.chaos.cluster.DevCluster;
import io.strongroom.chaos.cluster.NodeState;
import io.strongroom.client.StrongroomClient;
import io.strongroom.client.http.Call;
import io.strongroom.client.http.Exchange;
import io.strongroom.client.http.ExchangeException;
import io.strongroom.client.transport.Transport;
import io.strongroom.client.transport.Tuning;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Fills a cluster with many secrets and tells what that costs: the latency of a get beside that of
 * a small cluster, the nodes' resident memory, and the time from a killed node's start to ready.
 *
 * @param variables of the environment that the nodes were started with
 */
record Sizes(
        DevCluster cluster,
        Map<String, String> variables,
        int secrets,
        Duration time,
        int valueBytes) {
    private static final int SMALL = 1_000;
    private static final int FILLERS = 128;
    private static final int READERS = 32;
    private static final Duration PROBE = Duration.ofSeconds(1);
    private static final Duration STARTS_WITHIN = Duration.ofMinutes(5);

    void run(PrintStream out) throws IOException, InterruptedException {
        Tuning tuning = Tuning.defaults().withConnectionsPerNode(2 * FILLERS);
        try (Transport transport = cluster.transport(tuning)) {
            StrongroomClient client = cluster.client(transport);
            fill(client, 0, SMALL);
            var _ = gets(client, SMALL);
            Measurement small = gets(client, SMALL);
            fill(client, SMALL, secrets);
            var _ = gets(client, secrets);
            Measurement large = gets(client, secrets);
            out.println("| secrets | gets /s | p50 ms | p99 ms |\n|---:|---:|---:|---:|");
            out.println(line(SMALL, small));
            out.println(line(secrets, large));
            out.printf("%np99 ratio: %.2f%n", large.p99Millis() / small.p99Millis());
        }
        out.printf("resident memory of the nodes, MB: %s%n", residentMegabytes());
        out.printf("cold start after kill -9 to ready: %.1f s%n", coldStartSeconds());
        out.printf("resident memory after it, MB: %s%n", residentMegabytes());
    }

    private static String line(int names, Measurement gets) {
        return "| %d | %.0f | %.2f | %.2f |"
                .formatted(names, gets.perSecond(), gets.p50Millis(), gets.p99Millis());
    }

    private Measurement gets(StrongroomClient client, int names) throws InterruptedException {
        return Load.measure(
                "get",
                READERS,
                time,
                _ -> client.get(name(ThreadLocalRandom.current().nextInt(names))));
    }

    private void fill(StrongroomClient client, int from, int until) throws InterruptedException {
        String value = "x".repeat(valueBytes);
        AtomicInteger next = new AtomicInteger(from);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> parts = new ArrayList<>();
            for (int filler = 0; filler < FILLERS; filler++) {
                parts.add(threads.submit(() -> fill(next, until, name -> client.set(name, value))));
            }
            for (Future<?> part : parts) {
                var _ = part.get();
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("the load failed: " + e.getCause(), e);
        }
    }

    private static void fill(AtomicInteger next, int until, Load.Operation set) {
        for (int i = next.getAndIncrement(); i < until; i = next.getAndIncrement()) {
            set.run(name(i));
            if (i % 50_000 == 0 && i > 0) {
                System.err.println(i + " secrets ...");
            }
        }
    }

    private static String name(int number) {
        return "size-" + number;
    }

    private List<Long> residentMegabytes() throws IOException {
        List<Long> all = new ArrayList<>();
        for (NodeState node : cluster.status()) {
            all.add(residentMegabytes(node.pid().orElseThrow()));
        }
        return all;
    }

    private static long residentMegabytes(long pid) throws IOException {
        return Files.readAllLines(Path.of("/proc", Long.toString(pid), "status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                .findFirst()
                .orElseThrow();
    }

    /** Of a follower, from the command that starts its process to its first word that it serves. */
    private double coldStartSeconds() throws IOException {
        NodeState follower =
                cluster.status().stream().filter(node -> !node.leads()).findFirst().orElseThrow();
        URI node = cluster.nodes().get(follower.node() - 1);
        Call ready = Call.read("GET", node.resolve("/health/ready"));
        var _ = DevCluster.killAtOnce(List.of(follower));
        try (Exchange exchange = new Exchange(cluster.trust(), 1, 1, PROBE)) {
            long start = System.nanoTime();
            Thread command = Thread.startVirtualThread(() -> start(follower.node()));
            Await.until("the node serves", STARTS_WITHIN, () -> answers(exchange, node, ready));
            double seconds = (System.nanoTime() - start) / 1e9;
            command.join();
            return seconds;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private void start(int node) {
        try {
            cluster.start(node, variables);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean answers(Exchange exchange, URI node, Call call) {
        try {
            return exchange.send(node, call, PROBE).isSuccess();
        } catch (ExchangeException notYet) {
            return false;
        }
    }
}
