package io.strongroom.chaos.sdk;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import java.util.function.IntSupplier;

/**
 * A number that one writer counts up in a secret, and what every read of it must show: at least
 * what was acknowledged, or read by anyone, before the read began, and at most what was sent.
 * Together that is linearizability of a register with one writer. Thread-safe but for {@link
 * #write}.
 */
final class Register {
    private final AtomicInteger sent = new AtomicInteger();
    private final AtomicInteger known = new AtomicInteger();

    /** Sends the next number; it counts as acknowledged when the call returns. */
    void write(IntConsumer send) {
        int number = sent.incrementAndGet();
        send.accept(number);
        know(number);
    }

    /**
     * Reads once.
     *
     * @throws AssertionError when the answer is older than what was known, or was never sent
     */
    void read(IntSupplier call) {
        int floor = known.get();
        int number = call.getAsInt();
        int ceiling = sent.get();
        if (number < floor || number > ceiling) {
            throw new AssertionError(
                    "read %d, which is not between %d and %d".formatted(number, floor, ceiling));
        }
        know(number);
    }

    int sent() {
        return sent.get();
    }

    private void know(int number) {
        known.accumulateAndGet(number, Math::max);
    }
}
