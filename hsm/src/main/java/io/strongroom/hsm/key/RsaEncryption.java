package io.strongroom.hsm.key;

import org.jspecify.annotations.Nullable;

import java.util.Optional;

/** How an RSA key encrypts one block (RFC 7518 4.2, 4.3; RFC 8017 7). */
public enum RsaEncryption {
    RSA1_5("RSA1_5", null),
    RSA_OAEP("RSA-OAEP", Hash.SHA_1),
    RSA_OAEP_256("RSA-OAEP-256", Hash.SHA_256);

    private static final int PKCS1_OVERHEAD_BYTES = 11;

    private final String jwa;
    private final @Nullable Hash hash;

    RsaEncryption(String jwa, @Nullable Hash hash) {
        this.jwa = jwa;
        this.hash = hash;
    }

    public String jwa() {
        return jwa;
    }

    /** OAEP's, for the label and the mask alike; empty for PKCS#1 v1.5. */
    public Optional<Hash> hash() {
        return Optional.ofNullable(hash);
    }

    /** The longest plaintext. */
    public int maxPlaintextBytes(KeySpec.Rsa key) {
        return key.bytes() - (hash == null ? PKCS1_OVERHEAD_BYTES : 2 * hash.bytes() + 2);
    }
}
