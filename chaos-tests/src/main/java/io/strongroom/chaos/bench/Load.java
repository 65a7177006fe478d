package io.strongroom.chaos.bench;

import io.strongroom.client.StrongroomClient;

import org.HdrHistogram.Histogram;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;

/** Closed-loop clients: each sends its next operation when the one before is answered. */
final class Load {
    private static final int NAMES = 1_000;
    private static final long MAX_MICROS = 60_000_000;

    private final StrongroomClient client;
    private final String value;

    Load(StrongroomClient client, int valueBytes) {
        this.client = client;
        this.value = "x".repeat(valueBytes);
    }

    /** One operation on a random name. */
    interface Operation {
        void run(String name);
    }

    /** Sets every name once, so that gets find something. */
    void fill(int clients) throws InterruptedException {
        fill(clients, name -> client.set(name, value));
    }

    /** Does it once with every name. */
    static void fill(int clients, Operation operation) throws InterruptedException {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> parts = new ArrayList<>();
            for (int first = 0; first < clients; first++) {
                int start = first;
                parts.add(
                        threads.submit(() -> {
                            for (int i = start; i < NAMES; i += clients) {
                                operation.run(name(i));
                            }
                        }));
            }
            awaitAll(parts);
        }
    }

    Measurement sets(int clients, Duration time) throws InterruptedException {
        return measure("set", clients, time, name -> client.set(name, value));
    }

    Measurement gets(int clients, Duration time) throws InterruptedException {
        return measure("get", clients, time, client::get);
    }

    /** Runs it on random names, in so many threads. */
    static Measurement measure(String label, int clients, Duration time, Operation operation)
            throws InterruptedException {
        Histogram all = new Histogram(MAX_MICROS, 3);
        long start = System.nanoTime();
        long end = start + time.toNanos();
        long failed = 0;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<ClientRun>> runs = new ArrayList<>();
            for (int i = 0; i < clients; i++) {
                runs.add(threads.submit(() -> oneClient(end, operation)));
            }
            for (Future<ClientRun> run : runs) {
                ClientRun done = get(run);
                all.add(done.micros());
                failed += done.failed();
            }
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        return Measurement.of(label, clients, all, seconds, failed);
    }

    private record ClientRun(Histogram micros, long failed) {}

    private static ClientRun oneClient(long endNanos, Operation operation) {
        Histogram micros = new Histogram(MAX_MICROS, 3);
        long failed = 0;
        while (System.nanoTime() < endNanos) {
            long start = System.nanoTime();
            try {
                operation.run(name(ThreadLocalRandom.current().nextInt(NAMES)));
                micros.recordValue(Math.min(MAX_MICROS, (System.nanoTime() - start) / 1_000));
            } catch (RuntimeException e) {
                failed++;
            }
        }
        return new ClientRun(micros, failed);
    }

    private static String name(int number) {
        return "bench-" + number;
    }

    private static void awaitAll(List<Future<?>> parts) throws InterruptedException {
        for (Future<?> part : parts) {
            var _ = get(part);
        }
    }

    private static <T> T get(Future<T> future) throws InterruptedException {
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("the load failed: " + e.getCause(), e);
        }
    }
}
