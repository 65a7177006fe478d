package io.strongroom.hsm;

import java.security.GeneralSecurityException;

import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** AES-GCM (NIST SP 800-38D) with 96-bit nonces and 128-bit tags. Thread-safe. */
final class AesGcm {
    static final int NONCE_BYTES = 12;
    static final int TAG_BYTES = 16;

    private AesGcm() {}

    /**
     * Writes ciphertext and tag.
     *
     * @param out holds plaintext length + {@link #TAG_BYTES} bytes from the offset on
     */
    static void seal(Keying keying, byte[] associatedData, byte[] plaintext, byte[] out, int offset)
            throws GeneralSecurityException {
        Cipher cipher = cipher(Cipher.ENCRYPT_MODE, keying, associatedData);
        cipher.doFinal(plaintext, 0, plaintext.length, out, offset);
    }

    /**
     * The plaintext of ciphertext and tag, which start at the offset.
     *
     * @throws AEADBadTagException when anything differs from what was sealed
     */
    static byte[] open(Keying keying, byte[] associatedData, byte[] sealed, int offset)
            throws GeneralSecurityException {
        if (sealed.length - offset < TAG_BYTES) {
            throw new AEADBadTagException("shorter than a tag");
        }
        Cipher cipher = cipher(Cipher.DECRYPT_MODE, keying, associatedData);
        return cipher.doFinal(sealed, offset, sealed.length - offset);
    }

    private static Cipher cipher(int mode, Keying keying, byte[] associatedData)
            throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        GCMParameterSpec nonce = new GCMParameterSpec(8 * TAG_BYTES, keying.nonce());
        cipher.init(mode, new SecretKeySpec(keying.key(), "AES"), nonce);
        cipher.updateAAD(associatedData);
        return cipher;
    }

    /**
     * A key for one message and the nonce that goes with it.
     *
     * @param key 32 bytes
     * @param nonce {@link #NONCE_BYTES} bytes
     */
    @SuppressWarnings("ArrayRecordComponent") // Lives for one call, is never compared or printed.
    record Keying(byte[] key, byte[] nonce) {}
}
