package io.strongroom.raft.ratis;

import java.util.concurrent.TimeUnit;

/**
 * Says when a node that sees no leader is to connect to its peers anew. A gRPC channel waits longer
 * and longer between its attempts at a peer that is down, and fails what is sent meanwhile; once
 * the peer is back it would not hear this node's requests for a vote for a minute or two. It
 * matters when only this node can win, since its log is the longer one. For one thread.
 */
final class Leaderless {
    /** More than elections take, of which several fit in between. */
    private static final long PERIOD_NANOS = TimeUnit.SECONDS.toNanos(3);

    private long since;
    private boolean before;

    /**
     * To be asked often.
     *
     * @param leaderless whether no leader is known now
     * @return true after each period without one
     */
    boolean isDue(boolean leaderless, long nanoTime) {
        if (!leaderless || !before) {
            before = leaderless;
            since = nanoTime;
            return false;
        }
        if (nanoTime - since < PERIOD_NANOS) {
            return false;
        }
        since = nanoTime;
        return true;
    }
}
