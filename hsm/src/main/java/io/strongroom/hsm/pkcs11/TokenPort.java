package io.strongroom.hsm.pkcs11;

import io.strongroom.hsm.HsmException;

import org.xipki.pkcs11.wrapper.AttributeVector;
import org.xipki.pkcs11.wrapper.Mechanism;
import org.xipki.pkcs11.wrapper.TokenException;

import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** What this package needs of a token; tests put tokens here that fail in ways SoftHSM cannot. */
interface TokenPort {
    /**
     * Finds the token anew, because it may have been moved to another slot.
     *
     * @throws HsmException of kind CONFIGURATION when there is no such token
     */
    Slot locate() throws HsmException, TokenException;

    /**
     * Starts over whatever stands between us and the token, because it may hide a token that came
     * back. Ends every session.
     */
    void restart() throws TokenException;

    /** The token as found in one slot. Thread-safe. */
    interface Slot {
        /**
         * A new session.
         *
         * @param readWrite only needed to create token objects
         */
        Session openSession(boolean readWrite) throws TokenException;

        /** Codes of the mechanisms that the module lists. */
        Set<Long> mechanisms() throws TokenException;
    }

    /**
     * One session, for one thread at a time. Every operation initialises and finishes within one
     * call (reliability finding F9); after an exception the session is good for nothing but {@link
     * #close}.
     */
    interface Session extends KeySession {
        void login(char[] pin) throws TokenException;

        /** Handles of the secret keys with that label. */
        long[] findSecretKeys(String label) throws TokenException;

        /** Why the key must not be a root key, naming the attribute; empty when it may. */
        Optional<String> unfitness(long key) throws TokenException;

        /** Handles of the objects with these attributes, not more than that many. */
        long[] find(AttributeVector template, int most) throws TokenException;

        /** Makes a root key and gives its handle; it may wrap by RFC 5649 only, if possible. */
        long generateRootKey(AttributeVector template) throws TokenException;

        /** Unwraps a root key, likewise. */
        long unwrapRootKey(
                Supplier<Mechanism> mechanism,
                long unwrappingKey,
                byte[] wrapped,
                AttributeVector template)
                throws TokenException;

        /** Whether it is CKA_TRUSTED. */
        boolean trusted(long key) throws TokenException;

        /** Wraps a data key. */
        byte[] wrap(long mechanism, long rootKey, byte[] dataKey) throws TokenException;

        /** The data key in the blob, for the caller to wipe. */
        byte[] unwrap(long mechanism, long rootKey, byte[] wrapped) throws TokenException;
    }
}
