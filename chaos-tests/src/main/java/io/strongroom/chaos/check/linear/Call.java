package io.strongroom.chaos.check.linear;

import io.strongroom.chaos.history.Span;

/**
 * An operation as the search sees it.
 *
 * @param id of the operation
 * @param endNanos until when it takes effect; {@link Span#OPEN} for at any time
 * @param certain false when it may also never take effect
 * @param command what it does to the state or says of it; equal commands do the same
 */
record Call<C>(long id, long beginNanos, long endNanos, boolean certain, C command) {
    static <C> Call<C> certain(long id, long beginNanos, long endNanos, C command) {
        return new Call<>(id, beginNanos, endNanos, true, command);
    }

    static <C> Call<C> perhaps(long id, long beginNanos, C command) {
        return new Call<>(id, beginNanos, Span.OPEN, false, command);
    }

    /** The same without saying that it took effect. */
    Call<C> doubted() {
        return new Call<>(id, beginNanos, endNanos, false, command);
    }
}
