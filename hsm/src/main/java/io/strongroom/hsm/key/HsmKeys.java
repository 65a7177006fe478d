package io.strongroom.hsm.key;

import io.strongroom.hsm.HsmException;

/**
 * Makes and uses keys inside an HSM; their private bytes are never in this process, except those
 * that {@link #adopt} brings in. A blob works on every HSM that has the same root key. Thread-safe;
 * calls block on the HSM.
 *
 * <p>Every method throws HsmException: UNAVAILABLE while the HSM is away or when it gave a wrong
 * result, NOT_AUTHENTIC for a blob that was not made under its root key, or was changed,
 * CONFIGURATION when an operator must act; and NotOfferedException for what the HSM lacks.
 * IllegalArgumentException means an algorithm of another kind of key. What needs a public half only
 * (verify, encrypt) is {@link KeyEngine#readyPublic}'s.
 */
public interface HsmKeys extends AutoCloseable {
    /** What kind of key a wrapped one is; its size only shows inside the HSM. */
    enum Kind {
        RSA,
        EC,
        OCT
    }

    /**
     * A fresh key, that the HSM made and whose blob it was seen to open. Of RSA it may take
     * seconds; few are made at a time.
     */
    HsmKey generate(KeySpec spec) throws HsmException, NotOfferedException;

    /**
     * Takes in a key that was wrapped for an exchange key: RSA-OAEP (SHA-1) of an AES-256 key, then
     * RFC 5649 under that of the PKCS#8 (of a symmetric key: of its bytes), which PKCS#11 calls
     * CKM_RSA_AES_KEY_WRAP. It is unwrapped inside the HSM.
     *
     * @param exchange an RSA key
     * @throws BadInputException for whatever cannot be unwrapped, or does not sign (RSA: and
     *     decrypt) as its public half says, without saying why, and for a key of a size or curve
     *     that is not taken
     */
    HsmKey importWrapped(HsmKey exchange, Kind kind, byte[] ciphertext)
            throws HsmException, NotOfferedException, BadInputException;

    /**
     * Takes in a pair that is in this process, by way of a key of the HSM's own making.
     *
     * @param pair whose halves belong together; stays the caller's to close
     */
    HsmKey adopt(KeyPair pair) throws HsmException, NotOfferedException, BadInputException;

    /** Takes in a symmetric key likewise. */
    HsmKey adopt(OctKey key) throws HsmException, NotOfferedException, BadInputException;

    /**
     * Signs a digest. The signature was verified with the key's public half.
     *
     * @return as {@link ReadyKey#sign}
     * @throws BadInputException for a digest of another length
     */
    byte[] sign(HsmKey key, SignatureAlgorithm algorithm, byte[] digest)
            throws HsmException, NotOfferedException, BadInputException;

    /**
     * Decrypts one block.
     *
     * @return the plaintext, for the caller to wipe
     * @throws BadInputException for whatever does not decrypt, without saying why
     */
    byte[] decrypt(HsmKey key, RsaEncryption algorithm, byte[] ciphertext)
            throws HsmException, NotOfferedException, BadInputException;

    /**
     * Encrypts, or wraps, with a symmetric key. The result was decrypted again.
     *
     * @throws BadInputException as {@link OctKey#encrypt}
     */
    OctKey.Encrypted encrypt(
            HsmKey key, AesAlgorithm algorithm, byte[] plaintext, OctKey.Beside beside)
            throws HsmException, NotOfferedException, BadInputException;

    /**
     * Decrypts, or unwraps, with a symmetric key.
     *
     * @return the plaintext, for the caller to wipe
     * @throws BadInputException as {@link OctKey#decrypt}
     */
    byte[] decrypt(HsmKey key, AesAlgorithm algorithm, byte[] ciphertext, OctKey.Beside beside)
            throws HsmException, NotOfferedException, BadInputException;

    /** The message authentication code, as {@link OctKey#mac}. */
    byte[] mac(HsmKey key, Hash hash, byte[] message) throws HsmException, NotOfferedException;

    /**
     * Gives a key away, wrapped for somebody's RSA key as {@link #importWrapped} takes it. It is
     * unwrapped inside the HSM, may be taken out of it for that moment, and is wrapped there.
     *
     * @param hash of OAEP and its mask
     */
    byte[] release(HsmKey key, PublicPart.Rsa recipient, Hash hash)
            throws HsmException, NotOfferedException;

    /** Lets go of the key inside the HSM, if it is there: it was deleted, or may not be used. */
    void forget(HsmKey key);

    /** Lets go of all keys inside the HSM; does not close the root key. */
    @Override
    void close();
}
