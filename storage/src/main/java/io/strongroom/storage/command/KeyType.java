package io.strongroom.storage.command;

/** The kinds of keys, as a JWK's {@code kty} has them (RFC 7518 6.1), without {@code -HSM}. */
public enum KeyType {
    RSA,
    EC,
    /** Symmetric. */
    OCT
}
