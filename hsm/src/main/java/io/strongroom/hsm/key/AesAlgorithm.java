package io.strongroom.hsm.key;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * What symmetric keys encrypt and wrap with, under Key Vault's names. Each is for one size of key,
 * but those that are named after PKCS#11's mechanisms.
 */
public enum AesAlgorithm {
    A128GCM("A128GCM", Mode.GCM, 128),
    A192GCM("A192GCM", Mode.GCM, 192),
    A256GCM("A256GCM", Mode.GCM, 256),
    A128CBC("A128CBC", Mode.CBC, 128),
    A192CBC("A192CBC", Mode.CBC, 192),
    A256CBC("A256CBC", Mode.CBC, 256),
    A128CBCPAD("A128CBCPAD", Mode.CBC_PAD, 128),
    A192CBCPAD("A192CBCPAD", Mode.CBC_PAD, 192),
    A256CBCPAD("A256CBCPAD", Mode.CBC_PAD, 256),
    A128KW("A128KW", Mode.KEY_WRAP, 128),
    A192KW("A192KW", Mode.KEY_WRAP, 192),
    A256KW("A256KW", Mode.KEY_WRAP, 256),
    CKM_AES_KEY_WRAP("CKM_AES_KEY_WRAP", Mode.KEY_WRAP, 0),
    CKM_AES_KEY_WRAP_PAD("CKM_AES_KEY_WRAP_PAD", Mode.KEY_WRAP_PAD, 0);

    /** How blocks are put together. */
    public enum Mode {
        /** NIST SP 800-38D; the nonce is made here, 12 bytes, and the tag has 16. */
        GCM,
        /** NIST SP 800-38A 6.2, of whole blocks; the caller gives the initialization vector. */
        CBC,
        /** The same with PKCS#7 padding (RFC 5652 6.3). */
        CBC_PAD,
        /** RFC 3394, of whole halves of blocks. */
        KEY_WRAP,
        /** RFC 5649, of any length. */
        KEY_WRAP_PAD;

        /** Whether it is for keys, rather than for data. */
        public boolean wraps() {
            return this == KEY_WRAP || this == KEY_WRAP_PAD;
        }
    }

    private final String wireName;
    private final Mode mode;
    private final int bits;

    AesAlgorithm(String wireName, Mode mode, int bits) {
        this.wireName = wireName;
        this.mode = mode;
        this.bits = bits;
    }

    /** As it stands in a request. */
    public String wireName() {
        return wireName;
    }

    public Mode mode() {
        return mode;
    }

    /** The size of key that it is for; empty for any. */
    public OptionalInt bits() {
        return bits == 0 ? OptionalInt.empty() : OptionalInt.of(bits);
    }

    /** Empty for a name that is none of these. */
    public static Optional<AesAlgorithm> named(String wireName) {
        for (AesAlgorithm one : values()) {
            if (one.wireName.equals(wireName)) {
                return Optional.of(one);
            }
        }
        return Optional.empty();
    }
}
