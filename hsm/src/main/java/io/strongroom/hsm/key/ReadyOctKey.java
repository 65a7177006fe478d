package io.strongroom.hsm.key;

import io.strongroom.hsm.key.OctKey.Beside;
import io.strongroom.hsm.key.OctKey.Encrypted;

import java.security.MessageDigest;

/**
 * A symmetric key that is ready for use; it is wiped when it is freed. Thread-safe. Once closed,
 * and the last call under way has ended, it is freed; a call afterwards fails with
 * IllegalStateException.
 *
 * <p>Every method fails with IllegalArgumentException for an algorithm of another size of key.
 */
public interface ReadyOctKey extends AutoCloseable {
    KeySpec.Oct spec();

    /**
     * Encrypts, or wraps.
     *
     * @throws BadInputException when a length is not the algorithm's, or the vector is missing
     */
    Encrypted encrypt(AesAlgorithm algorithm, byte[] plaintext, Beside beside)
            throws BadInputException;

    /**
     * Decrypts, or unwraps.
     *
     * @return the plaintext, for the caller to wipe
     * @throws BadInputException for whatever does not decrypt, without saying why, and when what
     *     has to be beside it is missing
     */
    byte[] decrypt(AesAlgorithm algorithm, byte[] ciphertext, Beside beside)
            throws BadInputException;

    /**
     * The message authentication code (RFC 2104) of what the caller gives.
     *
     * @param hash SHA-256, SHA-384 or SHA-512
     */
    byte[] mac(Hash hash, byte[] message);

    /** Whether it is the code of the message, in time that does not depend on where it differs. */
    default boolean verify(Hash hash, byte[] message, byte[] code) {
        return MessageDigest.isEqual(mac(hash, message), code);
    }

    @Override
    void close();
}
