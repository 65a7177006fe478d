package io.strongroom.raft.ratis;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.CompletableFuture;
import java.util.function.LongFunction;
import java.util.function.Supplier;

/**
 * Shares one barrier entry among many readers. At most one is being proposed; a reader that arrives
 * meanwhile joins the next one, never the current one: that entry may have been placed before a
 * write which the reader's client has already seen acknowledged. Thread-safe.
 */
final class CoalescedBarrier {
    private final Supplier<CompletableFuture<Long>> propose;
    private final LongFunction<CompletableFuture<Long>> awaitApplied;
    private final Object lock = new Object();
    private @Nullable CompletableFuture<Long> running;
    private @Nullable CompletableFuture<Long> next;

    /**
     * @param propose places an empty entry and completes with its index once it is committed
     * @param awaitApplied completes when this node has applied the index
     */
    CoalescedBarrier(
            Supplier<CompletableFuture<Long>> propose,
            LongFunction<CompletableFuture<Long>> awaitApplied) {
        this.propose = propose;
        this.awaitApplied = awaitApplied;
    }

    /** Completes with the index of a barrier that was proposed after this call began. */
    CompletableFuture<Long> await() {
        CompletableFuture<Long> mine = new CompletableFuture<>();
        synchronized (lock) {
            if (running != null) {
                if (next == null) {
                    next = mine;
                }
                return next.copy();
            }
            running = mine;
        }
        run(mine);
        return mine.copy();
    }

    private void run(CompletableFuture<Long> batch) {
        CompletableFuture<Long> placed;
        try {
            placed = propose.get();
        } catch (RuntimeException refused) {
            placed = CompletableFuture.failedFuture(refused);
        }
        var _ =
                placed.whenComplete((index, trouble) -> {
                    startNext();
                    if (trouble == null) {
                        relay(awaitApplied.apply(index), batch);
                    } else {
                        batch.completeExceptionally(trouble);
                    }
                });
    }

    private void startNext() {
        CompletableFuture<Long> following;
        synchronized (lock) {
            following = next;
            next = null;
            running = following;
        }
        if (following != null) {
            run(following);
        }
    }

    private static void relay(CompletableFuture<Long> from, CompletableFuture<Long> to) {
        var _ =
                from.whenComplete((index, trouble) -> {
                    if (trouble == null) {
                        to.complete(index);
                    } else {
                        to.completeExceptionally(trouble);
                    }
                });
    }
}
