package io.strongroom.hsm.key;

import io.strongroom.hsm.SecretBytes;

/** Makes key pairs, and uses keys, in software. Thread-safe. */
public interface KeyEngine {
    /** What it is, for people. */
    String name();

    /**
     * A fresh pair. Of RSA it takes as long as it takes: seconds for 4096 bits, on the caller's
     * thread, which should not be one that others wait for.
     *
     * @throws IllegalArgumentException for a kind that is no pair
     */
    KeyPair generate(KeySpec spec);

    /**
     * Makes a pair ready for use.
     *
     * @param pkcs8 as in a {@link KeyPair}; not kept
     * @throws BadInputException when it is not a private key of that kind
     */
    ReadyKey ready(KeySpec spec, SecretBytes pkcs8) throws BadInputException;

    /**
     * Makes a public key ready for use.
     *
     * @param subjectPublicKeyInfo DER (RFC 5280 4.1)
     * @throws BadInputException when it is not a public key of that kind
     */
    ReadyPublicKey readyPublic(KeySpec spec, byte[] subjectPublicKeyInfo) throws BadInputException;

    /**
     * Makes a symmetric key ready for use.
     *
     * @param key as long as the kind says; not kept
     */
    ReadyOctKey readyOct(KeySpec.Oct spec, SecretBytes key);
}
