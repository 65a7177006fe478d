package io.strongroom.chaos.suite;

import io.strongroom.chaos.suite.workload.call.Tally;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Tells whoever watches, on standard output, what happens and every ten seconds how it goes. */
final class Progress implements AutoCloseable {
    private static final Duration EVERY = Duration.ofSeconds(10);

    private final Tally tally;
    private final long startNanos = System.nanoTime();
    private final CountDownLatch closed = new CountDownLatch(1);

    private Progress(Tally tally) {
        this.tally = tally;
    }

    static Progress start(Tally tally) {
        Progress made = new Progress(tally);
        var _ = Thread.ofVirtual().name("progress").start(made::tell);
        return made;
    }

    /** One line with the time. */
    void say(String what) {
        System.out.printf("%6.1f s  %s%n", (System.nanoTime() - startNanos) / 1e9, what);
    }

    private void tell() {
        long before = 0;
        try {
            while (!closed.await(EVERY.toSeconds(), TimeUnit.SECONDS)) {
                long now = tally.acknowledged();
                say("%s (%.0f/s)".formatted(tally, (now - before) / (double) EVERY.toSeconds()));
                before = now;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closed.countDown();
    }
}
