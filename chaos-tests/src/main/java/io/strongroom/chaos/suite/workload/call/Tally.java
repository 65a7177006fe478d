package io.strongroom.chaos.suite.workload.call;

import io.strongroom.chaos.history.Outcome;

import java.util.concurrent.atomic.LongAdder;

/** How operations ended so far, for whoever watches a run. Thread-safe. */
public final class Tally {
    private final LongAdder acknowledged = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final LongAdder unknown = new LongAdder();

    void count(Outcome outcome) {
        switch (outcome) {
            case Outcome.Ok _ -> acknowledged.increment();
            case Outcome.Failed _ -> failed.increment();
            case Outcome.Unknown _ -> unknown.increment();
        }
    }

    public long acknowledged() {
        return acknowledged.sum();
    }

    /** In words. */
    @Override
    public String toString() {
        return "%,d acknowledged, %,d failed, %,d unknown"
                .formatted(acknowledged.sum(), failed.sum(), unknown.sum());
    }
}
