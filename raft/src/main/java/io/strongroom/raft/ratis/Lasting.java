package io.strongroom.raft.ratis;

import java.time.Duration;

/** Says when something has lasted for so long that it is to be dealt with. For one thread. */
final class Lasting {
    private final long periodNanos;
    private long since;
    private boolean before;

    Lasting(Duration period) {
        periodNanos = period.toNanos();
    }

    /**
     * To be asked often.
     *
     * @param now whether it is so now
     * @return true after each period in which it was so whenever this was asked
     */
    boolean isDue(boolean now, long nanoTime) {
        if (!now || !before) {
            before = now;
            since = nanoTime;
            return false;
        }
        if (nanoTime - since < periodNanos) {
            return false;
        }
        since = nanoTime;
        return true;
    }
}
