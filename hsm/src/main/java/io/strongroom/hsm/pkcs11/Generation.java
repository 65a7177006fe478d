package io.strongroom.hsm.pkcs11;

import static org.xipki.pkcs11.wrapper.PKCS11Constants.CKM_AES_KEY_WRAP;

import io.strongroom.hsm.RootKeyFingerprint;

import org.xipki.pkcs11.wrapper.TokenException;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * What is valid between two losses of the device: where the token was found, the handle of the root
 * key, and sessions. The keeper is a session that no operation uses; while it is open, closing
 * another never closes the last one, which would log the process out. Thread-safe.
 */
final class Generation implements TokenConnection {
    private final int number;
    private final TokenPort.Slot slot;
    private final TokenPort.Session keeper;
    private final RootKeyHandle rootKey;
    private final Set<Long> mechanisms;
    private final Queue<TokenPort.Session> idle = new ConcurrentLinkedQueue<>();
    private volatile boolean retired;

    /** Takes the keeper over. */
    Generation(
            int number,
            TokenPort.Slot slot,
            TokenPort.Session keeper,
            RootKeyHandle rootKey,
            Set<Long> mechanisms) {
        this.number = number;
        this.slot = slot;
        this.keeper = keeper;
        this.rootKey = rootKey;
        this.mechanisms = mechanisms;
    }

    /**
     * The root key as this connection found it.
     *
     * @param wraps the mechanism by which it wraps data keys
     * @param controlBlob {@link RootKeyFingerprint#publicValue}, wrapped under it
     */
    @SuppressWarnings("ArrayRecordComponent") // Never compared, never changed.
    record RootKeyHandle(long handle, boolean trusted, long wraps, byte[] controlBlob) {}

    /** Where the token was found; the user is logged in there. */
    TokenPort.Slot slot() {
        return slot;
    }

    @Override
    public int number() {
        return number;
    }

    @Override
    public long rootKey() {
        return rootKey.handle();
    }

    @Override
    public boolean rootKeyTrusted() {
        return rootKey.trusted();
    }

    @Override
    public boolean offers(long mechanism) {
        return mechanisms.contains(mechanism);
    }

    @Override
    public long keyWrapPad() {
        return RootKeyAttributes.keyWrapPad(mechanisms);
    }

    @Override
    public boolean wrapsPadded() {
        return rootKey.wraps() != CKM_AES_KEY_WRAP;
    }

    /** The mechanism by which the root key wraps data keys. */
    long wraps() {
        return rootKey.wraps();
    }

    @Override
    public KeySession openSession() throws TokenException {
        return slot.openSession(false);
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
            byte[] value = session.unwrap(rootKey.wraps(), rootKey.handle(), rootKey.controlBlob());
            return MessageDigest.isEqual(value, RootKeyFingerprint.publicValue());
        } catch (TokenException | RuntimeException e) {
            return false;
        } finally {
            session.close();
        }
    }

    byte[] fingerprint() {
        return RootKeyFingerprint.of(rootKey.controlBlob());
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
