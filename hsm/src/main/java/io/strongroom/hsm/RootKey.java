package io.strongroom.hsm;

import java.util.Optional;

/**
 * The key above all others: it wraps data keys and never leaves its home. Thread-safe; calls may
 * block on a token.
 */
public interface RootKey extends AutoCloseable {
    /** One line for the start-up log: what guards the key, and what that is worth. */
    String protectionLevel();

    /**
     * A public value that differs between root keys and is equal for copies of one, so that a node
     * can tell a wrong root key before it opens anything.
     *
     * @return 16 bytes
     */
    byte[] fingerprint() throws HsmException;

    /**
     * Wraps a data key (AES key wrap with padding, RFC 5649). The result is checked by unwrapping
     * it.
     *
     * @param dataKey 32 bytes
     */
    byte[] wrap(SecretBytes dataKey) throws HsmException;

    /**
     * The data key inside the blob.
     *
     * @throws HsmException of kind NOT_AUTHENTIC when the blob is not of this root key
     */
    SecretBytes unwrap(byte[] wrapped) throws HsmException;

    /** Why the key does not answer now. Cheap enough for a health check every few seconds. */
    Optional<RootKeyTrouble> trouble();

    /** Whether it answers now, likewise. */
    default boolean available() {
        return trouble().isEmpty();
    }

    @Override
    void close();
}
