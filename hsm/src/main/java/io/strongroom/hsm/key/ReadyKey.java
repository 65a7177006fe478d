package io.strongroom.hsm.key;

/** A pair that is ready for use; its private half is wiped when it is freed. Thread-safe. */
public interface ReadyKey extends ReadyPublicKey {
    /**
     * Signs a digest.
     *
     * @param digest as for {@link #verify}
     * @return as long as the modulus, or r and s
     * @throws BadInputException for a digest of another length
     */
    byte[] sign(SignatureAlgorithm algorithm, byte[] digest) throws BadInputException;

    /**
     * Decrypts one block.
     *
     * @return the plaintext, for the caller to wipe
     * @throws BadInputException for whatever does not decrypt, without saying why
     */
    byte[] decrypt(RsaEncryption algorithm, byte[] ciphertext) throws BadInputException;
}
