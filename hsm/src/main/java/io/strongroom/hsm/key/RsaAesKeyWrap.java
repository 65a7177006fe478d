package io.strongroom.hsm.key;

import io.strongroom.hsm.AesKeyWrap;
import io.strongroom.hsm.SecretBytes;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.Arrays;

import javax.crypto.Cipher;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;

/**
 * Wraps a key for somebody's RSA key, in this process: RSA-OAEP of a fresh AES-256 key, then RFC
 * 5649 under that of the key, which PKCS#11 calls CKM_RSA_AES_KEY_WRAP. Thread-safe.
 */
public final class RsaAesKeyWrap {
    private static final int BETWEEN_BYTES = 32;

    private RsaAesKeyWrap() {}

    /**
     * The wrapped key.
     *
     * @param hash of OAEP and its mask
     * @param key the PKCS#8, of a symmetric key its bytes; stays the caller's to close
     */
    public static byte[] wrap(PublicPart.Rsa recipient, Hash hash, SecretBytes key) {
        byte[] between = new byte[BETWEEN_BYTES];
        new SecureRandom().nextBytes(between);
        try {
            byte[] head = encrypted(recipient, hash, between);
            byte[] tail = key.use(bytes -> AesKeyWrap.wrap(between, bytes));
            return joined(head, tail);
        } finally {
            Arrays.fill(between, (byte) 0);
        }
    }

    /** Both steps' results as one. */
    public static byte[] joined(byte[] head, byte[] tail) {
        byte[] all = Arrays.copyOf(head, head.length + tail.length);
        System.arraycopy(tail, 0, all, head.length, tail.length);
        return all;
    }

    private static byte[] encrypted(PublicPart.Rsa recipient, Hash hash, byte[] between) {
        try {
            PublicKey key =
                    KeyFactory.getInstance("RSA", "SunRsaSign")
                            .generatePublic(new RSAPublicKeySpec(recipient.n(), recipient.e()));
            Cipher cipher = Cipher.getInstance("RSA/ECB/OAEPPadding", "SunJCE");
            cipher.init(
                    Cipher.ENCRYPT_MODE,
                    key,
                    new OAEPParameterSpec(
                            hash.javaName(),
                            "MGF1",
                            new MGF1ParameterSpec(hash.javaName()),
                            PSource.PSpecified.DEFAULT));
            return cipher.doFinal(between);
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("not a key that can be wrapped for", e);
        }
    }
}
