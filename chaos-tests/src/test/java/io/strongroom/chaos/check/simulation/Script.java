package io.strongroom.chaos.check.simulation;

import io.strongroom.chaos.history.Operation;
import io.strongroom.chaos.history.Request;

import org.jspecify.annotations.Nullable;

import java.util.Random;

/** What one client does, one request after the other. */
public interface Script {
    String workload();

    /** How long it waits before each request, at most. */
    default long thinkMillis() {
        return 4;
    }

    /**
     * The next request; null when it is done.
     *
     * @param previous how the one before ended; null at first
     */
    @Nullable Request next(Random random, @Nullable Operation previous);
}
