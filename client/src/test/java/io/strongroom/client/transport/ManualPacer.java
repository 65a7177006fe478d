package io.strongroom.client.transport;

import java.time.Duration;

/** Time that passes when told to. */
final class ManualPacer implements Pacer {
    private long now = Long.MAX_VALUE - 5; // The monotonic clock may wrap.

    @Override
    public long nanoTime() {
        return now;
    }

    @Override
    public void pause(Duration duration) {
        now += duration.toNanos();
    }

    @Override
    public double chance() {
        return 0.5;
    }
}
