package io.strongroom.hsm.pkcs11;

import io.strongroom.hsm.HsmException;
import io.strongroom.hsm.HsmException.Kind;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xipki.pkcs11.wrapper.TokenException;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * Wrapping and unwrapping over pooled sessions. A session returns to the pool only after success in
 * time; a stale session or handle is tried once more on a fresh connection; a lost device is looked
 * for again after a pause that doubles up to five seconds, and from the second time on the module
 * is restarted before. Thread-safe; calls block in native code and belong on {@link CallThreads},
 * whose number bounds the sessions.
 */
final class SessionPool implements AutoCloseable {
    static final long FIRST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(250);
    static final long LONGEST_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(5);

    private static final int ATTEMPTS = 2;
    private static final Logger LOG = LoggerFactory.getLogger(SessionPool.class);

    private final Connector connector;
    private final LongSupplier nanoTime;
    private final ReentrantLock connecting = new ReentrantLock();
    private final AtomicReference<@Nullable Generation> current = new AtomicReference<>();
    private volatile Pause pause = new Pause(0, 0, "");
    private volatile boolean closed;

    // Guarded by connecting.
    private int generations;
    private boolean failedBefore;
    private byte @Nullable [] fingerprint;

    SessionPool(Connector connector, LongSupplier nanoTime) {
        this.connector = connector;
        this.nanoTime = nanoTime;
    }

    private interface Operation<T> {
        T run(TokenPort.Session session, Generation generation) throws TokenException, HsmException;
    }

    /** Wraps a data key and checks the blob by unwrapping it. */
    byte[] wrap(byte[] dataKey, long deadlineNanos) throws HsmException {
        return withRootKey(
                false,
                deadlineNanos,
                (session, generation) -> {
                    long rootKey = generation.rootKey();
                    byte[] wrapped = session.wrap(generation.wraps(), rootKey, dataKey);
                    byte[] again = session.unwrap(generation.wraps(), rootKey, wrapped);
                    boolean same = MessageDigest.isEqual(dataKey, again);
                    Arrays.fill(again, (byte) 0);
                    if (!same) {
                        throw new HsmException(
                                Kind.UNAVAILABLE,
                                "the token unwrapped something else than it had wrapped");
                    }
                    return wrapped;
                });
    }

    /** The data key in the blob, for the caller to wipe. */
    byte[] unwrap(byte[] wrapped, long deadlineNanos) throws HsmException {
        return withRootKey(
                true,
                deadlineNanos,
                (session, generation) ->
                        session.unwrap(generation.wraps(), generation.rootKey(), wrapped));
    }

    /** Connects if need be. */
    byte[] fingerprint(long deadlineNanos) throws HsmException {
        return generation(deadlineNanos).fingerprint();
    }

    /** Work with other keys of the token, which may fail because of what it was given. */
    <T> T use(long deadlineNanos, TokenWork<T> work) throws HsmException, TokenRefusal {
        return run(
                true,
                deadlineNanos,
                (session, generation) -> work.run(session, generation, deadlineNanos));
    }

    /** Work with objects of the token, on sessions that it opens itself. */
    <T> T onSlot(long deadlineNanos, TokenDesk.Work<T> work) throws HsmException, TokenRefusal {
        return run(
                true, deadlineNanos, (_, generation) -> work.run(generation.slot(), deadlineNanos));
    }

    private <T> T withRootKey(boolean unwrapping, long deadlineNanos, Operation<T> operation)
            throws HsmException {
        try {
            return run(unwrapping, deadlineNanos, operation);
        } catch (TokenRefusal e) {
            throw e.ofRootKey();
        }
    }

    /**
     * Runs it.
     *
     * @param inputMayBeWrong whether it can fail because of its input, on a token that works
     */
    private <T> T run(boolean inputMayBeWrong, long deadlineNanos, Operation<T> operation)
            throws HsmException, TokenRefusal {
        boolean suspected = false;
        for (int attempt = 1; ; attempt++) {
            boolean last = attempt == ATTEMPTS;
            Generation generation = generation(deadlineNanos);
            try {
                return once(generation, deadlineNanos, operation);
            } catch (TokenException | RuntimeException e) {
                TokenFault fault = TokenFault.of(e);
                if (fault == TokenFault.UNCLEAR) {
                    // SoftHSM answers a foreign blob with CKR_GENERAL_ERROR, as if it were broken:
                    // it is the blob if the token opens another one, and fails on this one twice.
                    boolean healthy = inputMayBeWrong && generation.unwrapsControlBlob();
                    if (healthy && !last) {
                        suspected = true;
                        continue;
                    }
                    fault = healthy && suspected ? TokenFault.BLOB : TokenFault.LOST;
                }
                HsmException answer = trouble(generation, fault, e);
                if (fault != TokenFault.STALE || last) {
                    throw answer;
                }
            }
        }
    }

    private <T> T once(Generation generation, long deadlineNanos, Operation<T> operation)
            throws TokenException, HsmException {
        TokenPort.Session session = generation.borrow();
        boolean reusable = false;
        try {
            T result = operation.run(session, generation);
            reusable = nanoTime.getAsLong() - deadlineNanos < 0;
            return result;
        } finally {
            if (reusable) {
                generation.giveBack(session);
            } else {
                session.close();
            }
        }
    }

    private HsmException trouble(Generation generation, TokenFault fault, Exception failure)
            throws TokenRefusal {
        return switch (fault) {
            case STALE -> {
                drop(generation, failure);
                yield new HsmException(
                        Kind.UNAVAILABLE, "the HSM lost sessions or keys: " + failure, failure);
            }
            case LOST, UNCLEAR -> {
                drop(generation, failure);
                pause("the HSM does not work: " + failure);
                yield new HsmException(
                        Kind.UNAVAILABLE, "the HSM does not work: " + failure, failure);
            }
            case BLOB, PIN, REFUSED -> throw new TokenRefusal(fault, failure);
        };
    }

    private Generation generation(long deadlineNanos) throws HsmException {
        Generation known = current.get();
        if (known != null) {
            return known;
        }
        try {
            long left = deadlineNanos - nanoTime.getAsLong();
            if (!connecting.tryLock(Math.max(0, left), TimeUnit.NANOSECONDS)) {
                throw new HsmException(
                        Kind.UNAVAILABLE, "another call is still looking for the HSM");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HsmException(Kind.UNAVAILABLE, "interrupted while looking for the HSM", e);
        }
        try {
            Generation made = current.get();
            return made == null ? connect() : made;
        } finally {
            if (closed) {
                connector.close();
            }
            connecting.unlock();
        }
    }

    private Generation connect() throws HsmException {
        if (closed) {
            throw new IllegalStateException("the root key is closed");
        }
        connector.login().requireAccepted();
        Pause now = pause;
        if (now.nanos() > 0 && nanoTime.getAsLong() - now.untilNanos() < 0) {
            throw new HsmException(Kind.UNAVAILABLE, now.reason());
        }
        try {
            if (failedBefore && fingerprint != null) {
                connector.login().restart();
            }
            failedBefore = true;
            Generation made = checked(connector.connect(generations + 1));
            failedBefore = false;
            generations = made.number();
            fingerprint = made.fingerprint();
            pause = new Pause(0, 0, "");
            connector.login().connected();
            current.set(made);
            if (closed) {
                retireCurrent();
            }
            if (made.number() > 1) {
                LOG.atInfo().addKeyValue("generation", made.number()).log("hsm_connected_again");
            }
            return made;
        } catch (HsmException e) {
            HsmException told = duringOutage(e);
            pause(String.valueOf(told.getMessage()));
            throw told;
        } catch (TokenException | RuntimeException e) {
            pause("the HSM is away: " + e.getMessage());
            if (TokenFault.of(e) == TokenFault.REFUSED && fingerprint == null) {
                throw new HsmException(
                        Kind.CONFIGURATION, "the token refuses to be used: " + e.getMessage(), e);
            }
            throw new HsmException(Kind.UNAVAILABLE, "the HSM is away: " + e.getMessage(), e);
        }
    }

    /** A token that was here before and is missing now is an outage, not a wrong configuration. */
    private HsmException duringOutage(HsmException failure) {
        boolean outage = fingerprint != null && !connector.login().pinRefused();
        return outage
                ? new HsmException(
                        Kind.UNAVAILABLE, "the HSM is away: " + failure.getMessage(), failure)
                : failure;
    }

    private Generation checked(Generation made) throws HsmException {
        byte[] expected = fingerprint;
        if (expected != null && !made.isOf(expected)) {
            made.retire();
            throw new HsmException(
                    Kind.CONFIGURATION,
                    "the token came back with another root key under the same label: put the right"
                            + " token back");
        }
        return made;
    }

    private void drop(Generation generation, Exception why) {
        if (current.compareAndSet(generation, null)) { // Else another call was first.
            LOG.atWarn()
                    .addKeyValue("generation", generation.number())
                    .addKeyValue("reason", why.toString())
                    .log("hsm_lost");
            connector.login().disconnected();
            generation.retire();
        }
    }

    private void pause(String reason) {
        long nanos = Math.clamp(2 * pause.nanos(), FIRST_PAUSE_NANOS, LONGEST_PAUSE_NANOS);
        pause = new Pause(nanos, nanoTime.getAsLong() + nanos, reason);
    }

    /** Closes the sessions. A use afterwards fails with IllegalStateException. */
    @Override
    public void close() {
        closed = true;
        retireCurrent();
        // Never wiped under a login: the token would count a wrong PIN. Who holds the lock wipes.
        if (connecting.tryLock()) {
            try {
                connector.close();
            } finally {
                connecting.unlock();
            }
        }
    }

    private void retireCurrent() {
        Generation last = current.getAndSet(null);
        if (last != null) {
            connector.login().disconnected();
            last.retire();
        }
    }

    /** No attempt to connect before then; zero length when the last attempt succeeded. */
    private record Pause(long nanos, long untilNanos, String reason) {}
}
