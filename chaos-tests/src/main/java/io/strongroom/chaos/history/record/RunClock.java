package io.strongroom.chaos.history.record;

/** The test host's clocks. Thread-safe. */
public interface RunClock {
    /** Monotonic. */
    long nanos();

    /** Since 1970; no fault of the run may touch it. */
    long wallMillis();

    /** This process's clocks. */
    static RunClock system() {
        return new RunClock() {
            @Override
            public long nanos() {
                return System.nanoTime();
            }

            @Override
            public long wallMillis() {
                return System.currentTimeMillis();
            }
        };
    }
}
