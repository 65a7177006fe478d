package io.strongroom.raft.ratis;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * How far this node has applied the log, and who waits for it to get further. Thread-safe. Waiters
 * are completed on the given executor, so that none of them can hold up the thread that applies.
 */
final class AppliedIndex {
    private record Waiter(long index, CompletableFuture<Long> reached) {}

    private final Executor executor;
    private final PriorityQueue<Waiter> waiters =
            new PriorityQueue<>(Comparator.comparingLong(Waiter::index));
    private volatile long applied = -1;

    AppliedIndex(Executor executor) {
        this.executor = executor;
    }

    long get() {
        return applied;
    }

    /** Entries up to and including {@code index} are applied. */
    void advance(long index) {
        List<Waiter> reached = new ArrayList<>();
        synchronized (waiters) {
            applied = Math.max(applied, index);
            for (Waiter next = waiters.peek();
                    next != null && next.index() <= applied;
                    next = waiters.peek()) {
                reached.add(waiters.remove());
            }
        }
        if (!reached.isEmpty()) {
            executor.execute(() -> reached.forEach(w -> w.reached().complete(w.index())));
        }
    }

    /** Completes with {@code index} once it is applied here. Sets no limit of its own. */
    CompletableFuture<Long> await(long index) {
        synchronized (waiters) {
            if (index <= applied) {
                return CompletableFuture.completedFuture(index);
            }
            Waiter waiter = new Waiter(index, new CompletableFuture<>());
            waiters.add(waiter);
            return waiter.reached();
        }
    }
}
