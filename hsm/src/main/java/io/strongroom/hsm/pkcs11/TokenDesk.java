package io.strongroom.hsm.pkcs11;

import io.strongroom.hsm.HsmException;
import io.strongroom.hsm.HsmException.Kind;

import org.xipki.pkcs11.wrapper.TokenException;

import java.time.Duration;

/**
 * A token in which the user is logged in while work is done, on a thread for calls into the module.
 * Thread-safe.
 */
sealed interface TokenDesk extends AutoCloseable {
    /** What is done while the user is logged in; it may be done twice. */
    interface Work<T> {
        T run(TokenPort.Slot slot, long deadlineNanos) throws TokenException, HsmException;
    }

    String tokenLabel();

    /**
     * Does the work.
     *
     * @throws HsmException the work's own; CONFIGURATION when the token will never do it,
     *     UNAVAILABLE when it is away or does not answer in time
     */
    <T> T run(Duration timeout, Work<T> work) throws HsmException;

    @Override
    void close();

    private static HsmException refused(TokenFault fault, Exception failure) {
        return switch (fault) {
            case BLOB, PIN, REFUSED ->
                    new HsmException(
                            Kind.CONFIGURATION,
                            "the token refuses what it was asked: " + failure.getMessage(),
                            failure);
            case STALE, LOST, UNCLEAR ->
                    new HsmException(
                            Kind.UNAVAILABLE, "the HSM does not work: " + failure, failure);
        };
    }

    /** Beside an open root key, by its sessions. Closed with it. */
    record OfRootKey(TokenSessions sessions, String tokenLabel) implements TokenDesk {
        @Override
        public <T> T run(Duration timeout, Work<T> work) throws HsmException {
            try {
                return sessions.onSlot(timeout, work);
            } catch (TokenRefusal e) {
                throw refused(e.fault(), e);
            }
        }

        @Override
        public void close() {
            // The root key's owner closes it.
        }
    }

    /**
     * Of a token that may have no root key; logs in for each piece of work. While the token is away
     * it is looked for now and then only, from the second time on in a module that was restarted.
     */
    record Own(TokenLogin login, CallThreads threads, Lookout lookout) implements TokenDesk {
        Own(TokenLogin login, CallThreads threads) {
            this(login, threads, new Lookout(System::nanoTime));
        }

        @Override
        public String tokenLabel() {
            return login.tokenLabel();
        }

        @Override
        public <T> T run(Duration timeout, Work<T> work) throws HsmException {
            return threads.call(
                    timeout,
                    deadline -> {
                        Keeper keeper = keeper();
                        try {
                            return work.run(keeper.slot(), deadline);
                        } catch (TokenException | RuntimeException e) {
                            throw refused(TokenFault.of(e), e);
                        } finally {
                            keeper.session().close();
                        }
                    });
        }

        /** A session that keeps the user logged in. */
        private record Keeper(TokenPort.Slot slot, TokenPort.Session session) {}

        private Keeper keeper() throws HsmException {
            login.requireAccepted();
            lookout.requireDue();
            try {
                if (lookout.missed()) {
                    login.restartUnlessConnected();
                }
                Keeper found = loggedIn();
                lookout.found();
                return found;
            } catch (HsmException e) {
                lookout.missed(String.valueOf(e.getMessage()));
                throw e;
            } catch (TokenException | RuntimeException e) {
                HsmException told = refused(TokenFault.of(e), e);
                lookout.missed(String.valueOf(told.getMessage()));
                throw told;
            }
        }

        private Keeper loggedIn() throws TokenException, HsmException {
            TokenPort.Slot slot = login.locate();
            TokenPort.Session session = slot.openSession(false);
            boolean done = false;
            try {
                login.login(session);
                done = true;
                return new Keeper(slot, session);
            } finally {
                if (!done) {
                    session.close();
                }
            }
        }

        /** The PIN is wiped by the thread that logs in, after what it does now. */
        @Override
        public void close() {
            threads.closeAfter(login::wipePin);
        }
    }
}
