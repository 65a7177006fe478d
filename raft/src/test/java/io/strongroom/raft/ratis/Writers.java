package io.strongroom.raft.ratis;

import io.strongroom.raft.Applied;
import io.strongroom.raft.RaftException;
import io.strongroom.raft.ReplicatedLog;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/** Writes one entry after the other while something else happens, and remembers what was kept. */
final class Writers implements AutoCloseable {
    private final ExecutorService thread = Executors.newSingleThreadExecutor();
    private final List<String> acknowledged = new ArrayList<>();
    private final AtomicLong longestNanos = new AtomicLong();
    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
    private volatile boolean stop;

    /**
     * @param through the node to write to, asked for each entry
     */
    Writers(Supplier<ReplicatedLog> through) {
        thread.execute(() -> {
            for (int i = 0; !stop; i++) {
                write(through.get(), "load " + i);
            }
        });
    }

    private void write(ReplicatedLog log, String entry) {
        long begin = System.nanoTime();
        try {
            Applied applied = TestCluster.get(log.propose(entry.getBytes(StandardCharsets.UTF_8)));
            if (applied.index() > 0) {
                synchronized (acknowledged) {
                    acknowledged.add(entry);
                }
            }
        } catch (RaftException | AssertionError e) {
            failures.add(e);
        }
        longestNanos.accumulateAndGet(System.nanoTime() - begin, Math::max);
    }

    int count() {
        synchronized (acknowledged) {
            return acknowledged.size();
        }
    }

    /** Waits until this many more are acknowledged. */
    void more(int entries) {
        int target = count() + entries;
        TestCluster.eventually(entries + " more writes", () -> count() >= target);
    }

    /** Ends the load; what was acknowledged. No write may have failed. */
    List<String> finish() {
        close();
        if (!failures.isEmpty()) {
            throw new AssertionError(failures.size() + " writes failed", failures.element());
        }
        synchronized (acknowledged) {
            return List.copyOf(acknowledged);
        }
    }

    Duration longest() {
        return Duration.ofNanos(longestNanos.get());
    }

    @Override
    public void close() {
        stop = true;
        thread.close();
    }
}
