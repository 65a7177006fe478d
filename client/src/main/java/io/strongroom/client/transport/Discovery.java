package io.strongroom.client.transport;

import io.strongroom.client.api.HealthJson;
import io.strongroom.client.http.Call;
import io.strongroom.client.http.Exchange;
import io.strongroom.client.http.ExchangeException;
import io.strongroom.client.http.JsonCodec;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/** Asks all nodes at once how they are, each under its own name. Thread-safe. */
final class Discovery implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    /** Hundreds of callers that lost the leader at once ask for it once. */
    private static final Duration QUIET = Duration.ofMillis(200);

    private static final String PATH = "/health/ready";

    private final Exchange exchange;
    private final Nodes nodes;
    private final ReentrantLock refreshing = new ReentrantLock();
    private final ExecutorService asking;
    private final Pacer pacer;
    private volatile long quietUntil;

    Discovery(Exchange exchange, Nodes nodes, Pacer pacer) {
        this.exchange = exchange;
        this.pacer = pacer;
        quietUntil = pacer.nanoTime();
        this.nodes = nodes;
        var count = nodes.all().size();
        var pool =
                new ThreadPoolExecutor(
                        count,
                        count,
                        5,
                        TimeUnit.SECONDS,
                        new LinkedBlockingQueue<>(),
                        Discovery::thread);
        pool.allowCoreThreadTimeOut(true);
        asking = pool;
    }

    /** Learns from all nodes; while another caller does, this one goes on with what is known. */
    void refresh() throws InterruptedException {
        if (pacer.nanoTime() - quietUntil < 0 || !refreshing.tryLock()) {
            return;
        }
        try {
            ask(PATIENCE);
            quietUntil = pacer.nanoTime() + QUIET.toNanos();
        } finally {
            refreshing.unlock();
        }
    }

    /** In the order of the configured list. */
    List<NodeHealth> ask(Duration patience) throws InterruptedException {
        var answers = new ArrayList<CompletableFuture<NodeHealth>>();
        for (var node : nodes.all()) {
            answers.add(CompletableFuture.supplyAsync(() -> health(node, patience), asking));
        }
        var healths = new ArrayList<NodeHealth>();
        Map<Node, HealthJson> known = new LinkedHashMap<>();
        for (var node : nodes.all()) {
            var answer = value(answers.get(node.place()));
            var health = answer.health();
            if (health != null) {
                known.put(node, health);
            }
            healths.add(answer);
        }
        nodes.learn(known);
        return List.copyOf(healths);
    }

    private NodeHealth health(Node node, Duration patience) {
        var address = node.address();
        try {
            var answer = exchange.send(address, Call.read("GET", address.resolve(PATH)), patience);
            return JsonCodec.read(answer.content(), HealthJson.class)
                    // Some other server's JSON lacks them, whatever the record promises.
                    .filter(health -> health.status() != null && health.role() != null)
                    .map(health -> new NodeHealth(address, health, null))
                    .orElseGet(() ->
                            new NodeHealth(
                                    address,
                                    null,
                                    "answered " + answer.status() + " without its health"));
        } catch (ExchangeException e) {
            return new NodeHealth(address, null, e.getMessage());
        }
    }

    private static NodeHealth value(CompletableFuture<NodeHealth> answer)
            throws InterruptedException {
        try {
            return answer.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("asking a node failed unexpectedly", e.getCause());
        }
    }

    @Override
    public void close() {
        asking.shutdownNow();
    }

    private static Thread thread(Runnable task) {
        var thread = new Thread(task, "strongroom-client-discovery");
        thread.setDaemon(true);
        return thread;
    }
}
