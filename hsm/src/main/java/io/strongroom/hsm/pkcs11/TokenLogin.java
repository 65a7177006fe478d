package io.strongroom.hsm.pkcs11;

import io.strongroom.hsm.HsmException;
import io.strongroom.hsm.HsmException.Kind;

import org.xipki.pkcs11.wrapper.TokenException;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Finds a token and logs in to it, and never a second time with a PIN that was refused. One for all
 * that a process has to do with a token, because attempts count for all together. Thread-safe.
 */
final class TokenLogin {
    private final TokenPort token;
    private final String tokenLabel;
    private final char[] pin;
    private final AtomicInteger connections = new AtomicInteger();
    private volatile boolean pinRefused;
    private volatile boolean awaited;

    private final ReentrantLock loggingIn = new ReentrantLock();
    // Guarded by loggingIn.
    private boolean wiped;

    /** Copies the PIN. */
    TokenLogin(TokenPort token, String tokenLabel, char[] pin) {
        this.token = token;
        this.tokenLabel = tokenLabel;
        this.pin = pin.clone();
    }

    String tokenLabel() {
        return tokenLabel;
    }

    /**
     * Finds the token.
     *
     * @throws HsmException of kind CONFIGURATION when there is none and never was; UNAVAILABLE when
     *     it was there before, or could not be asked for before: its HSM is away then
     */
    TokenPort.Slot locate() throws HsmException, TokenException {
        try {
            TokenPort.Slot found = token.locate();
            awaited = true;
            return found;
        } catch (HsmException e) {
            if (awaited) {
                throw new HsmException(Kind.UNAVAILABLE, String.valueOf(e.getMessage()), e);
            }
            awaited = e.kind() == Kind.UNAVAILABLE;
            throw e;
        } catch (TokenException e) {
            awaited = true;
            throw e;
        }
    }

    /**
     * Logs the process in.
     *
     * @throws HsmException of kind CONFIGURATION when the PIN is refused, now or before
     */
    void login(TokenPort.Session session) throws HsmException, TokenException {
        loggingIn.lock();
        try {
            requireAccepted();
            if (wiped) {
                throw new IllegalStateException("the root key is closed");
            }
            session.login(pin);
        } catch (TokenException e) {
            if (TokenFault.of(e) != TokenFault.PIN) {
                throw e;
            }
            pinRefused = true;
            throw new HsmException(
                    Kind.CONFIGURATION,
                    "the token \""
                            + tokenLabel
                            + "\" refused the PIN ("
                            + e.getMessage()
                            + "): correct the PIN file and restart; there was one attempt",
                    e);
        } finally {
            loggingIn.unlock();
        }
    }

    /**
     * Before anything is tried with the token.
     *
     * @throws HsmException of kind CONFIGURATION when the token has refused the PIN, which ends all
     *     attempts
     */
    void requireAccepted() throws HsmException {
        if (pinRefused) {
            throw new HsmException(
                    Kind.CONFIGURATION,
                    "the token \""
                            + tokenLabel
                            + "\" refused the PIN and is not asked again, because further attempts"
                            + " could lock it: correct the PIN file and restart");
        }
    }

    boolean pinRefused() {
        return pinRefused;
    }

    /** Sessions are kept open from now on. */
    void connected() {
        connections.incrementAndGet();
    }

    /** They are not any more. */
    void disconnected() {
        connections.decrementAndGet();
    }

    /** Ends every session and lets the module look for tokens anew. */
    void restart() throws TokenException {
        token.restart();
    }

    /** The same for one that keeps no session, unless others do, whose sessions work. */
    void restartUnlessConnected() throws TokenException {
        if (connections.get() == 0) {
            token.restart();
        }
    }

    /** Waits for a login: with a wiped PIN the token would count a wrong one. */
    void wipePin() {
        loggingIn.lock();
        try {
            wiped = true;
            Arrays.fill(pin, '\0');
        } finally {
            loggingIn.unlock();
        }
    }
}
