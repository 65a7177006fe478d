package io.strongroom.raft.ratis.read;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

class CoalescedBarrierTest {
    private final List<CompletableFuture<Long>> proposed = new ArrayList<>();
    private final List<CompletableFuture<Long>> applied = new ArrayList<>();
    private CompletableFuture<Long> confirmed =
            CompletableFuture.failedFuture(new IllegalStateException("no leader is known"));
    private final CoalescedBarrier barrier =
            new CoalescedBarrier(
                    () -> confirmed,
                    () -> {
                        CompletableFuture<Long> placed = new CompletableFuture<>();
                        proposed.add(placed);
                        return placed;
                    },
                    _ -> {
                        CompletableFuture<Long> reached = new CompletableFuture<>();
                        applied.add(reached);
                        return reached;
                    });

    @Test
    void await_whileOneIsInFlight_sharesTheNextNotTheCurrent() {
        CompletableFuture<Long> first = barrier.await();
        CompletableFuture<Long> second = barrier.await();
        CompletableFuture<Long> third = barrier.await();
        assertEquals(1, proposed.size());

        proposed.get(0).complete(7L);
        applied.get(0).complete(7L);
        assertEquals(7L, first.join());
        assertFalse(second.isDone());
        assertEquals(2, proposed.size());

        proposed.get(1).complete(8L);
        applied.get(1).complete(8L);
        assertEquals(8L, second.join());
        assertEquals(8L, third.join());
        assertEquals(2, proposed.size());
    }

    @Test
    void await_whenTheQuickWayIsOpen_placesNothing() {
        confirmed = new CompletableFuture<>();
        CompletableFuture<Long> first = barrier.await();
        CompletableFuture<Long> second = barrier.await();
        CompletableFuture<Long> current = confirmed;
        confirmed = CompletableFuture.completedFuture(6L);
        current.complete(5L);
        assertEquals(2, applied.size(), "the second has its own proof");
        applied.get(0).complete(5L);
        applied.get(1).complete(6L);
        assertEquals(5L, first.join());
        assertEquals(6L, second.join());
        assertEquals(0, proposed.size());
    }

    @Test
    void await_untilAppliedHere_staysOpen() {
        CompletableFuture<Long> read = barrier.await();
        proposed.get(0).complete(7L);
        assertFalse(read.isDone());
        applied.get(0).complete(7L);
        assertEquals(7L, read.join());
    }

    @Test
    void await_whileThisNodeStillApplies_proposesTheNext() {
        CompletableFuture<Long> _ = barrier.await();
        proposed.get(0).complete(7L);
        CompletableFuture<Long> _ = barrier.await();
        assertEquals(2, proposed.size());
    }

    @Test
    void await_whenTheCurrentFails_triesTheNextAfresh() {
        CompletableFuture<Long> first = barrier.await();
        CompletableFuture<Long> second = barrier.await();
        proposed.get(0).completeExceptionally(new IllegalStateException("no leader"));
        assertThrows(CompletionException.class, first::join);
        proposed.get(1).complete(9L);
        applied.get(0).complete(9L);
        assertEquals(9L, second.join());
    }

    @Test
    void await_whenAReaderGivesUp_leavesTheOthers() {
        CompletableFuture<Long> _ = barrier.await();
        CompletableFuture<Long> impatient = barrier.await();
        CompletableFuture<Long> patient = barrier.await();
        assertTrue(impatient.cancel(false));
        proposed.get(0).complete(7L);
        proposed.get(1).complete(8L);
        applied.get(1).complete(8L);
        assertEquals(8L, patient.join());
    }
}
