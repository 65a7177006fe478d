package io.strongroom.chaos.suite.workload.call;

import io.strongroom.chaos.history.Outcome;
import io.strongroom.chaos.history.Request;

/** What requests are sent to, by whatever client. Thread-safe. */
public interface Target {
    /**
     * Sends it and says how it ended; never throws for what the cluster did.
     *
     * @throws IllegalArgumentException when this target has no call for the action
     */
    Outcome ask(Request request);
}
