package io.strongroom.hsm.pkcs11;

import io.strongroom.hsm.HsmException;

import org.jspecify.annotations.Nullable;

import java.time.Duration;

/**
 * The sessions of an open root key, lent for work with other keys of its token. Thread-safe. Closed
 * with the root key.
 */
public final class TokenSessions {
    private final CallThreads threads;
    private final SessionPool pool;

    TokenSessions(CallThreads threads, SessionPool pool) {
        this.threads = threads;
        this.pool = pool;
    }

    /** How many calls run at a time. */
    public int size() {
        return threads.size();
    }

    /**
     * Does work on one of the sessions; once more on a fresh connection when sessions or handles
     * were stale.
     *
     * @throws HsmException UNAVAILABLE when the device is away or does not answer in time
     * @throws TokenRefusal with fault BLOB when a healthy token twice failed on what it was given
     * @throws IllegalStateException after the root key was closed
     */
    public <T> T use(Duration timeout, TokenWork<T> work) throws HsmException, TokenRefusal {
        return answered(timeout, deadline -> pool.use(deadline, work));
    }

    /** Does work with objects of the token, likewise. */
    <T> T onSlot(Duration timeout, TokenDesk.Work<T> work) throws HsmException, TokenRefusal {
        return answered(timeout, deadline -> pool.onSlot(deadline, work));
    }

    private interface PoolCall<T> {
        T run(long deadlineNanos) throws HsmException, TokenRefusal;
    }

    private <T> T answered(Duration timeout, PoolCall<T> call) throws HsmException, TokenRefusal {
        Answer<T> answer =
                threads.call(
                        timeout,
                        deadline -> {
                            try {
                                return new Answer<>(call.run(deadline), null);
                            } catch (TokenRefusal e) {
                                return new Answer<>(null, e);
                            }
                        });
        T value = answer.value();
        if (value == null) {
            TokenRefusal refusal = answer.refusal();
            if (refusal == null) {
                throw new IllegalStateException("work gave nothing");
            }
            throw refusal;
        }
        return value;
    }

    /** Exactly one of the two. */
    record Answer<T>(@Nullable T value, @Nullable TokenRefusal refusal) {}
}
