package io.strongroom.hsm.pkcs11;

import org.xipki.pkcs11.wrapper.AttributeVector;
import org.xipki.pkcs11.wrapper.KeyPairTemplate;
import org.xipki.pkcs11.wrapper.Mechanism;
import org.xipki.pkcs11.wrapper.PKCS11KeyPair;
import org.xipki.pkcs11.wrapper.TokenException;

/**
 * What a session can do with keys. One thread at a time. Every operation initialises and finishes
 * within one call (reliability finding F9); after an exception the session is good for nothing but
 * to be closed, except after one of {@link #unwrapKey}, which leaves no operation active.
 */
public interface KeySession {
    long generateKey(Mechanism mechanism, AttributeVector template) throws TokenException;

    PKCS11KeyPair generateKeyPair(Mechanism mechanism, KeyPairTemplate template)
            throws TokenException;

    long createObject(AttributeVector template) throws TokenException;

    byte[] wrapKey(Mechanism mechanism, long wrappingKey, long key) throws TokenException;

    long unwrapKey(Mechanism mechanism, long unwrappingKey, byte[] wrapped, AttributeVector made)
            throws TokenException;

    byte[] sign(Mechanism mechanism, long key, byte[] data) throws TokenException;

    byte[] encrypt(Mechanism mechanism, long key, byte[] plaintext) throws TokenException;

    byte[] decrypt(Mechanism mechanism, long key, byte[] ciphertext) throws TokenException;

    /** The attributes that the object has of those named. */
    AttributeVector attributes(long object, long... types) throws TokenException;

    void destroy(long object) throws TokenException;

    /** Closes; what goes wrong is only logged, for the session is given up anyway. */
    void close();
}
