package io.strongroom.raft.ratis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.util.concurrent.CompletableFuture;

class AppliedIndexTest {
    private final AppliedIndex applied = new AppliedIndex(Runnable::run);

    @Test
    void await_ofAnIndexReached_isDone() {
        applied.advance(5);
        assertTrue(applied.await(5).isDone());
    }

    @Test
    void advance_pastSomeWaiters_completesOnlyThose() {
        CompletableFuture<Long> six = applied.await(6);
        CompletableFuture<Long> nine = applied.await(9);
        CompletableFuture<Long> seven = applied.await(7);
        applied.advance(7);
        assertEquals(6L, six.join());
        assertEquals(7L, seven.join());
        assertFalse(nine.isDone());
    }

    @Test
    void advance_toALowerIndex_goesNotBack() {
        applied.advance(5);
        applied.advance(3);
        assertEquals(5, applied.get());
    }
}
