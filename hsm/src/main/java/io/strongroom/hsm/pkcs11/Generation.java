package io.strongroom.hsm.pkcs11;

import io.strongroom.hsm.RootKeyFingerprint;

import org.xipki.pkcs11.wrapper.TokenException;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * What is valid between two losses of the device: where the token was found, the handle of the root
 * key, and sessions. The keeper is a session that no operation uses; while it is open, closing
 * another never closes the last one, which would log the process out. Thread-safe.
 */
final class Generation {
    private final int number;
    private final TokenPort.Slot slot;
    private final TokenPort.Session keeper;
    private final long rootKey;
    private final byte[] controlBlob;
    private final Queue<TokenPort.Session> idle = new ConcurrentLinkedQueue<>();
    private volatile boolean retired;

    /**
     * Takes the keeper over.
     *
     * @param controlBlob {@link RootKeyFingerprint#publicValue}, wrapped under the root key
     */
    Generation(
            int number,
            TokenPort.Slot slot,
            TokenPort.Session keeper,
            long rootKey,
            byte[] controlBlob) {
        this.number = number;
        this.slot = slot;
        this.keeper = keeper;
        this.rootKey = rootKey;
        this.controlBlob = controlBlob.clone();
    }

    int number() {
        return number;
    }

    long rootKey() {
        return rootKey;
    }

    /** An idle session or a new one, for the borrower to give back or close. */
    TokenPort.Session borrow() throws TokenException {
        TokenPort.Session session = idle.poll();
        return session == null ? slot.openSession(false) : session;
    }

    /** For a session whose operation succeeded in time; any other must be closed instead. */
    void giveBack(TokenPort.Session session) {
        idle.add(session);
        if (retired) {
            closeIdle();
        }
    }

    /** Whether the token still unwraps a blob of this root key, tried on a session of its own. */
    boolean unwrapsControlBlob() {
        TokenPort.Session session;
        try {
            session = slot.openSession(false);
        } catch (TokenException e) {
            return false;
        }
        try {
            byte[] value = session.unwrap(rootKey, controlBlob);
            return MessageDigest.isEqual(value, RootKeyFingerprint.publicValue());
        } catch (TokenException | RuntimeException e) {
            return false;
        } finally {
            session.close();
        }
    }

    byte[] fingerprint() {
        return RootKeyFingerprint.of(controlBlob);
    }

    boolean isOf(byte[] fingerprint) {
        return Arrays.equals(fingerprint(), fingerprint);
    }

    /** Closes what is idle now and whatever is given back later. */
    void retire() {
        retired = true;
        closeIdle();
        keeper.close();
    }

    private void closeIdle() {
        for (TokenPort.Session s = idle.poll(); s != null; s = idle.poll()) {
            s.close();
        }
    }
}
