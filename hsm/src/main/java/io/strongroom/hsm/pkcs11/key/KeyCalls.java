package io.strongroom.hsm.pkcs11.key;

import io.strongroom.hsm.HsmException;
import io.strongroom.hsm.HsmException.Kind;
import io.strongroom.hsm.key.HsmKey;
import io.strongroom.hsm.key.NotOfferedException;
import io.strongroom.hsm.pkcs11.KeySession;
import io.strongroom.hsm.pkcs11.TokenConnection;
import io.strongroom.hsm.pkcs11.TokenFault;
import io.strongroom.hsm.pkcs11.TokenRefusal;
import io.strongroom.hsm.pkcs11.TokenSessions;
import io.strongroom.hsm.pkcs11.TokenWork;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xipki.pkcs11.wrapper.TokenException;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/** Brings a session of the pool and an unwrapped key together. Thread-safe. */
final class KeyCalls {
    private static final Logger LOG = LoggerFactory.getLogger(KeyCalls.class);

    private final TokenSessions sessions;
    private final HandleCache handles;
    private final Duration timeout;
    private final AtomicBoolean failing = new AtomicBoolean();

    KeyCalls(TokenSessions sessions, HandleCache handles, Duration timeout) {
        this.sessions = sessions;
        this.handles = handles;
        this.timeout = timeout;
    }

    /** What is done with a key that is unwrapped. */
    interface Use<T> {
        T with(KeySession session, TokenConnection connection, HandleCache.Pinned key)
                throws TokenException, HsmException;
    }

    /**
     * Uses a key.
     *
     * @param algorithm for the message when the token does not offer it
     * @return empty when the token, which works, twice failed on the input
     */
    <T> Optional<T> use(HsmKey key, Role role, String algorithm, Use<T> use)
            throws HsmException, NotOfferedException {
        return told(() -> used(key, role, algorithm, use));
    }

    private <T> Optional<T> used(HsmKey key, Role role, String algorithm, Use<T> use)
            throws HsmException, NotOfferedException {
        AtomicBoolean unwrapped = new AtomicBoolean();
        try {
            return Optional.of(
                    sessions.use(
                            timeout,
                            (session, connection, deadline) -> {
                                unwrapped.set(false);
                                try (HandleCache.Pinned pinned =
                                        handles.pin(connection, key, role, deadline)) {
                                    unwrapped.set(true);
                                    return use.with(session, connection, pinned);
                                }
                            }));
        } catch (TokenRefusal e) {
            if (e.fault() == TokenFault.BLOB && unwrapped.get()) {
                return Optional.empty();
            }
            throw refused(e, algorithm);
        }
    }

    /** Work that uses no key that exists; what the token makes of bad input is not foreseen. */
    <T> T work(Duration longest, String what, TokenWork<T> work)
            throws HsmException, NotOfferedException {
        return told(() -> worked(longest, what, work));
    }

    private <T> T worked(Duration longest, String what, TokenWork<T> work)
            throws HsmException, NotOfferedException {
        try {
            return sessions.use(longest, work);
        } catch (TokenRefusal e) {
            if (e.fault() == TokenFault.BLOB) {
                throw failed(what);
            }
            throw refused(e, what);
        }
    }

    private interface Asking<T> {
        T ask() throws HsmException, NotOfferedException;
    }

    /** Says that the HSM fails once, until something succeeds: callers may ask many times. */
    private <T> T told(Asking<T> asking) throws HsmException, NotOfferedException {
        try {
            T answer = asking.ask();
            failing.set(false);
            return answer;
        } catch (HsmException e) {
            if (e.kind() != Kind.NOT_AUTHENTIC && !failing.getAndSet(true)) {
                LOG.atWarn().addKeyValue("reason", e.getMessage()).log("hsm_key_failed");
            }
            throw e;
        }
    }

    /**
     * Work that opens a key's blob and nothing else: what does not open was not made under the root
     * key.
     */
    <T> T onBlob(String what, TokenWork<T> work) throws HsmException, NotOfferedException {
        return told(() -> openedBlob(what, work));
    }

    private <T> T openedBlob(String what, TokenWork<T> work)
            throws HsmException, NotOfferedException {
        try {
            return sessions.use(timeout, work);
        } catch (TokenRefusal e) {
            throw refused(e, what);
        }
    }

    /** Destroys what was let go of; when the token is away, it has done so itself. */
    void sweep() {
        try {
            sessions.use(
                    timeout,
                    (_, connection, deadline) -> {
                        handles.sweep(connection, deadline);
                        return true;
                    });
        } catch (HsmException | TokenRefusal | IllegalStateException e) {
            // Destroyed with the next that is unwrapped.
            LOG.atDebug().addKeyValue("reason", e.getMessage()).log("hsm_keys_not_swept");
        }
    }

    /** Lets go of all; when the token is away, it has done so itself. */
    void end() {
        try {
            sessions.use(
                    timeout,
                    (_, _, deadline) -> {
                        handles.end(deadline);
                        return true;
                    });
        } catch (HsmException | TokenRefusal | IllegalStateException e) {
            LOG.atDebug().addKeyValue("reason", e.getMessage()).log("hsm_keys_not_ended");
        }
    }

    /** When there is no better word for it. */
    static HsmException failed(String what) {
        return new HsmException(Kind.UNAVAILABLE, "the HSM failed at " + what);
    }

    private static HsmException refused(TokenRefusal refusal, String algorithm)
            throws NotOfferedException {
        return switch (refusal.fault()) {
            case BLOB ->
                    new HsmException(
                            Kind.NOT_AUTHENTIC,
                            "the key was not wrapped under this root key, or was changed",
                            refusal);
            case PIN ->
                    new HsmException(
                            Kind.CONFIGURATION,
                            "the token refused its PIN: " + refusal.getMessage(),
                            refusal);
            case REFUSED, STALE, LOST, UNCLEAR ->
                    throw new NotOfferedException(
                            "The vault's HSM does not offer %s with this key (%s)."
                                    .formatted(algorithm, refusal.getMessage()));
        };
    }
}
