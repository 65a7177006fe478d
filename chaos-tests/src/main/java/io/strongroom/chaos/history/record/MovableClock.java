package io.strongroom.chaos.history.record;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * This process's clocks, with a wall clock that can be put ahead together with those of all nodes:
 * then true time is ahead. Thread-safe.
 */
public final class MovableClock implements RunClock {
    private final RunClock system = RunClock.system();
    private final AtomicLong aheadMillis = new AtomicLong();

    /** Puts the wall clock ahead of this machine's. */
    public void moveTo(Duration ahead) {
        aheadMillis.set(ahead.toMillis());
    }

    @Override
    public long nanos() {
        return system.nanos();
    }

    @Override
    public long wallMillis() {
        return system.wallMillis() + aheadMillis.get();
    }
}
