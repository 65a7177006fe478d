package io.strongroom.server.fake;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** A clock that only runs on, when told to. */
public final class ManualNanos implements LongSupplier {
    // As with the real one, what it says means nothing by itself.
    private final AtomicLong now = new AtomicLong(-5_000_000_000L);

    @Override
    public long getAsLong() {
        return now.get();
    }

    public void advance(Duration duration) {
        now.addAndGet(duration.toNanos());
    }
}
