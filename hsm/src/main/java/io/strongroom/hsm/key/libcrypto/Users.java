package io.strongroom.hsm.key.libcrypto;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Counts who uses something outside the heap, so that it is freed once: after it was closed and the
 * last call under way has ended. Thread-safe.
 */
final class Users {
    private final Runnable free;

    /** The owner until it closes, and every call under way. */
    private final AtomicInteger users = new AtomicInteger(1);

    private final AtomicBoolean closed = new AtomicBoolean();

    Users(Runnable free) {
        this.free = free;
    }

    /**
     * To be followed by {@link #leave}.
     *
     * @throws IllegalStateException once it was closed
     */
    void enter() {
        int now;
        do {
            requireOpen();
            now = users.get();
            if (now == 0) {
                // Closed since, and freed.
                throw closed();
            }
        } while (!users.compareAndSet(now, now + 1));
    }

    void leave() {
        if (users.decrementAndGet() == 0) {
            free.run();
        }
    }

    void requireOpen() {
        if (closed.get()) {
            throw closed();
        }
    }

    /** Whoever enters is refused from now on. */
    void close() {
        if (closed.compareAndSet(false, true)) {
            leave();
        }
    }

    private static IllegalStateException closed() {
        return new IllegalStateException("the key was closed");
    }
}
