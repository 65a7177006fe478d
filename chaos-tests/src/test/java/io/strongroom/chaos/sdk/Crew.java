package io.strongroom.chaos.sdk;

import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Threads that each repeat one call until they are stopped, and what went wrong in them. */
final class Crew implements AutoCloseable {
    private static final Duration LAST_CALL_ENDS_WITHIN = Duration.ofSeconds(90);

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
    private final AtomicInteger calls = new AtomicInteger();
    private final AtomicLong longestNanos = new AtomicLong();
    private volatile boolean stopping;

    /** A call that throws is kept and the last of its thread. */
    void repeat(Runnable call) {
        threads.execute(() -> {
            while (!stopping) {
                long begin = System.nanoTime();
                try {
                    call.run();
                } catch (RuntimeException | AssertionError e) {
                    failures.add(e);
                    return;
                }
                calls.incrementAndGet();
                longestNanos.accumulateAndGet(System.nanoTime() - begin, Math::max);
            }
        });
    }

    /** Returns when the last call has ended. */
    void stop() throws InterruptedException {
        stopping = true;
        threads.shutdown();
        if (!threads.awaitTermination(LAST_CALL_ENDS_WITHIN.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError("a call does not end");
        }
    }

    List<Throwable> failures() {
        return List.copyOf(failures);
    }

    int calls() {
        return calls.get();
    }

    Duration longest() {
        return Duration.ofNanos(longestNanos.get());
    }

    @Override
    public void close() {
        stopping = true;
        threads.shutdownNow();
    }
}
