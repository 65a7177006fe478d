package io.strongroom.raft.ratis.read;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.CompletableFuture;
import java.util.function.LongFunction;
import java.util.function.Supplier;

/**
 * Shares one barrier among many readers. At most one is being placed; a reader that arrives
 * meanwhile joins the next one, never the current one: that may have been placed before a write
 * which the reader's client has already seen acknowledged. Thread-safe.
 */
public final class CoalescedBarrier {
    private final Supplier<CompletableFuture<Long>> confirm;
    private final Supplier<CompletableFuture<Long>> place;
    private final LongFunction<CompletableFuture<Long>> awaitApplied;
    private final Object lock = new Object();
    private @Nullable CompletableFuture<Long> running;
    private @Nullable CompletableFuture<Long> next;

    /**
     * Both ways complete with an index at or above that of every entry that was acknowledged before
     * they were called.
     *
     * @param confirm the quick way, which fails soon when it is not open
     * @param place the sure way, taken then: it waits for a leader as needed
     * @param awaitApplied completes when this node has applied the index
     */
    public CoalescedBarrier(
            Supplier<CompletableFuture<Long>> confirm,
            Supplier<CompletableFuture<Long>> place,
            LongFunction<CompletableFuture<Long>> awaitApplied) {
        this.confirm = confirm;
        this.place = place;
        this.awaitApplied = awaitApplied;
    }

    /** Completes with the index of a barrier that was placed after this call began. */
    public CompletableFuture<Long> await() {
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

    /**
     * Places one batch after the other. The next begins before the readers of the current one are
     * told, since these go on and may ask again. A loop, because what is known at once would
     * otherwise pile up calls; what is not, goes on where it becomes known.
     */
    private void run(CompletableFuture<Long> first) {
        CompletableFuture<Long> batch = first;
        while (batch != null) {
            CompletableFuture<Long> current = batch;
            CompletableFuture<Long> placed = begun(confirm).exceptionallyCompose(_ -> begun(place));
            if (!placed.isDone()) {
                var _ =
                        placed.whenComplete((_, _) -> {
                            CompletableFuture<Long> following = takeNext();
                            finish(placed, current);
                            if (following != null) {
                                run(following);
                            }
                        });
                return;
            }
            batch = takeNext();
            finish(placed, current);
        }
    }

    private static CompletableFuture<Long> begun(Supplier<CompletableFuture<Long>> way) {
        try {
            return way.get();
        } catch (RuntimeException refused) {
            return CompletableFuture.failedFuture(refused);
        }
    }

    /** What has gathered meanwhile; from now on it is running. */
    private @Nullable CompletableFuture<Long> takeNext() {
        synchronized (lock) {
            running = next;
            next = null;
            return running;
        }
    }

    private void finish(CompletableFuture<Long> placed, CompletableFuture<Long> batch) {
        var _ =
                placed.whenComplete((index, trouble) -> {
                    if (trouble == null) {
                        relay(awaitApplied.apply(index), batch);
                    } else {
                        batch.completeExceptionally(trouble);
                    }
                });
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
