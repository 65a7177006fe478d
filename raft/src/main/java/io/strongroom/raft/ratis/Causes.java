package io.strongroom.raft.ratis;

import java.util.function.Predicate;

/** What is behind a failure: Ratis and gRPC wrap what happened, each in its own way. */
final class Causes {
    private Causes() {}

    /** Whether the failure, or any cause of it, is such a one. */
    static boolean any(Throwable trouble, Predicate<Throwable> such) {
        for (Throwable cause = trouble; cause != null; cause = cause.getCause()) {
            if (such.test(cause)) {
                return true;
            }
        }
        return false;
    }
}
