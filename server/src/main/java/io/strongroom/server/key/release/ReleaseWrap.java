package io.strongroom.server.key.release;

import io.strongroom.hsm.key.Hash;

import java.util.Arrays;
import java.util.Optional;

/** How a released key is wrapped: RSA AES key wrap, with one hash in OAEP or another. */
public enum ReleaseWrap {
    SHA_1("CKM_RSA_AES_KEY_WRAP", Hash.SHA_1),
    SHA_256("RSA_AES_KEY_WRAP_256", Hash.SHA_256),
    SHA_384("RSA_AES_KEY_WRAP_384", Hash.SHA_384);

    private final String wireName;
    private final Hash hash;

    ReleaseWrap(String wireName, Hash hash) {
        this.wireName = wireName;
        this.hash = hash;
    }

    public String wireName() {
        return wireName;
    }

    public Hash hash() {
        return hash;
    }

    static Optional<ReleaseWrap> named(String wireName) {
        return Arrays.stream(values()).filter(one -> one.wireName.equals(wireName)).findFirst();
    }
}
