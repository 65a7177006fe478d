package io.strongroom.client.transport;

import java.time.Duration;

/** The one source of time and chance here, so that tests need not wait. Thread-safe. */
interface Pacer {
    /** Monotonic, from an arbitrary origin. */
    long nanoTime();

    void pause(Duration duration) throws InterruptedException;

    /** Evenly in [0, 1). */
    double chance();

    /** The machine's. */
    static Pacer system() {
        return new Pacer() {
            @Override
            public long nanoTime() {
                return System.nanoTime();
            }

            @Override
            public void pause(Duration duration) throws InterruptedException {
                Thread.sleep(duration.toMillis(), duration.toNanosPart() % 1_000_000);
            }

            @Override
            public double chance() {
                return java.util.concurrent.ThreadLocalRandom.current().nextDouble();
            }
        };
    }
}
