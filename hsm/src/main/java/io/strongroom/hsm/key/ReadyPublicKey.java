package io.strongroom.hsm.key;

/**
 * The public half of an RSA or elliptic-curve pair, ready for use. Thread-safe. Once closed, and
 * the last call under way has ended, it is freed; a call afterwards fails with
 * IllegalStateException.
 *
 * <p>Every method fails with IllegalArgumentException for an algorithm that is not of this key's
 * kind.
 */
public interface ReadyPublicKey extends AutoCloseable {
    KeySpec spec();

    /**
     * Whether it is a signature of the digest by this key; false for whatever is none.
     *
     * @param digest of the algorithm's length; for RSNULL from 1 byte to the modulus' length less
     *     11
     * @throws BadInputException for a digest of another length
     */
    boolean verify(SignatureAlgorithm algorithm, byte[] digest, byte[] signature)
            throws BadInputException;

    /**
     * Encrypts one block.
     *
     * @throws BadInputException for a plaintext that is too long
     */
    byte[] encrypt(RsaEncryption algorithm, byte[] plaintext) throws BadInputException;

    @Override
    void close();
}
