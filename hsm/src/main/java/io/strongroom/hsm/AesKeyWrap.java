package io.strongroom.hsm;

import java.security.GeneralSecurityException;

import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;

/**
 * AES key wrap with padding (RFC 5649) in software: deterministic, 64 bits of integrity.
 * Thread-safe. It must agree with the tokens' CKM_AES_KEY_WRAP_PAD, because nodes with either kind
 * of root key read each other's blobs.
 */
public final class AesKeyWrap {
    /** Length of a wrapped data key: the 32 bytes and RFC 5649's integrity block. */
    public static final int WRAPPED_DATA_KEY_BYTES = 40;

    private static final int MIN_WRAPPED_BYTES = 16;
    private static final String TRANSFORMATION = "AES/KWP/NoPadding";

    private AesKeyWrap() {}

    /**
     * Wraps a key.
     *
     * @param wrappingKey an AES key of 16, 24 or 32 bytes
     */
    public static byte[] wrap(byte[] wrappingKey, byte[] key) {
        try {
            return cipher(Cipher.ENCRYPT_MODE, wrappingKey).doFinal(key);
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("not a key that can be wrapped: " + e.getMessage());
        }
    }

    /**
     * The key inside the blob, for the caller to wipe.
     *
     * @throws HsmException of kind NOT_AUTHENTIC when the blob was not made under this wrapping key
     */
    public static byte[] unwrap(byte[] wrappingKey, byte[] wrapped) throws HsmException {
        if (wrapped.length < MIN_WRAPPED_BYTES) { // The JDK's cipher trips over an empty blob.
            throw new HsmException(
                    HsmException.Kind.NOT_AUTHENTIC, "too short to be a wrapped key");
        }
        Cipher cipher;
        try {
            cipher = cipher(Cipher.DECRYPT_MODE, wrappingKey);
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("not a wrapping key: " + e.getMessage());
        }
        try {
            return cipher.doFinal(wrapped);
        } catch (GeneralSecurityException e) {
            throw new HsmException(
                    HsmException.Kind.NOT_AUTHENTIC,
                    "the wrapped key was not made under this root key, or was changed",
                    e);
        }
    }

    private static Cipher cipher(int mode, byte[] wrappingKey) throws GeneralSecurityException {
        // SunJCE by name: another provider put in front for speed may lack RFC 5649 or, worse,
        // have another idea of it. SecretKeySpec keeps a copy of the key until collected; the JDK
        // offers no way to wipe it.
        Cipher cipher = Cipher.getInstance(TRANSFORMATION, "SunJCE");
        cipher.init(mode, new SecretKeySpec(wrappingKey, "AES"));
        return cipher;
    }
}
