package io.strongroom.hsm.pkcs11;

import org.xipki.pkcs11.wrapper.TokenException;

/** What is valid until the device is lost the next time. Thread-safe. */
public interface TokenConnection {
    /** Grows with every new connection; handles of another number are void. */
    int number();

    /** The root key's handle. */
    long rootKey();

    /** Whether the root key is CKA_TRUSTED, which only the token's security officer can set. */
    boolean rootKeyTrusted();

    /** Whether the module lists the mechanism for this token. */
    boolean offers(long mechanism);

    /** The mechanism that is RFC 5649, which modules list under one of two names. */
    long keyWrapPad();

    /** Whether the root key wraps by RFC 5649; otherwise data keys by RFC 3394. */
    boolean wrapsPadded();

    /** A session beside the pool's, for the caller to close. */
    KeySession openSession() throws TokenException;
}
