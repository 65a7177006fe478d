package io.strongroom.hsm;

import java.nio.ByteBuffer;

/**
 * Seals values under data keys. Thread-safe. A data key is unwrapped by the root key on first use
 * and held in memory until {@link #close}.
 *
 * <p>Blob layout: format (1 byte, currently 1), key generation (4 bytes, big-endian), salt (32
 * random bytes), AES-256-GCM ciphertext and tag. Key and nonce of each blob come from HKDF-SHA256
 * over the data key and the salt, so nonces cannot run out; header and associated data are
 * authenticated.
 */
public interface Sealer extends AutoCloseable {
    /** Bytes that a sealed blob is longer than its plaintext. */
    int OVERHEAD_BYTES = 1 + 4 + 32 + 16;

    /**
     * A data key as the state keeps it.
     *
     * @param owner whom the key belongs to: a vault's id, or a cluster-wide purpose
     * @param generation counts up from 1 per owner; stands in every blob
     * @param wrapped the blob of {@link RootKey#wrap}
     * @param rootGeneration of the root key that wraps it
     */
    @SuppressWarnings("ArrayRecordComponent") // Looked up by owner and generation, never compared.
    record DataKey(String owner, int generation, byte[] wrapped, int rootGeneration) {}

    /** Makes a fresh random data key, wrapped by the root key of that generation. */
    DataKey newDataKey(String owner, int generation, int rootGeneration) throws HsmException;

    /** The same data key, wrapped by the root key of another generation. */
    DataKey rewrapped(DataKey key, int rootGeneration) throws HsmException;

    /**
     * Seals a value.
     *
     * @param associatedData the item's full identity; needed again to open
     * @param plaintext stays the caller's, to wipe
     */
    byte[] seal(DataKey key, byte[] associatedData, byte[] plaintext) throws HsmException;

    /**
     * Opens a sealed value.
     *
     * @throws HsmException of kind NOT_AUTHENTIC when the blob, the identity or the key is not the
     *     one that was sealed
     */
    byte[] open(DataKey key, byte[] associatedData, byte[] sealed) throws HsmException;

    /**
     * The key generation that a blob names, without opening it.
     *
     * @throws HsmException of kind NOT_AUTHENTIC when the blob is too short or of an unknown format
     */
    static int generationOf(byte[] sealed) throws HsmException {
        if (sealed.length < OVERHEAD_BYTES || sealed[0] != 1) {
            throw new HsmException(
                    HsmException.Kind.NOT_AUTHENTIC, "not a sealed blob of a known format");
        }
        return ByteBuffer.wrap(sealed, 1, 4).getInt();
    }

    /**
     * A keyed digest (HMAC-SHA256 under a key derived from the data key): whoever stores it can
     * tell whether a value is the same again, and cannot test guesses of it.
     *
     * @param context what the value belongs to; equal values in different contexts differ
     * @return 32 bytes, always the same for the same data key, context and value
     */
    byte[] digest(DataKey key, byte[] context, byte[] value) throws HsmException;

    /** Wipes every unwrapped key. A use afterwards fails with IllegalStateException. */
    @Override
    void close();
}
