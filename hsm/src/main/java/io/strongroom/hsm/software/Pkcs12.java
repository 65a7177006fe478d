package io.strongroom.hsm.software;

import io.strongroom.hsm.HsmException;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.UnrecoverableKeyException;

import javax.crypto.SecretKey;
import javax.crypto.spec.PBEParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** One AES key as a PKCS#12 key store (RFC 7292), by the JDK's provider. */
final class Pkcs12 {
    /** OWASP's figure for PBKDF2 with HMAC-SHA256; the key costs that much per guess. */
    static final int ITERATIONS = 600_000;

    private static final String ALIAS = "root";
    private static final String PROTECTION = "PBEWithHmacSHA256AndAES_256";
    private static final String MAC_ITERATIONS = "keystore.pkcs12.macIterationCount";
    private static final int SALT_BYTES = 32;

    private Pkcs12() {}

    static byte[] encode(byte[] key, char[] passphrase) throws HsmException, IOException {
        requireAscii(passphrase);
        byte[] salt = new byte[SALT_BYTES];
        new SecureRandom().nextBytes(salt);
        KeyStore.PasswordProtection protection =
                new KeyStore.PasswordProtection(
                        passphrase, PROTECTION, new PBEParameterSpec(salt, ITERATIONS));
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            SecretKey secretKey = new SecretKeySpec(key, "AES");
            store.setEntry(ALIAS, new KeyStore.SecretKeyEntry(secretKey), protection);
            return withStrongMac(store, passphrase);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the JDK's PKCS#12 key store refused an AES key", e);
        } finally {
            destroy(protection);
        }
    }

    /**
     * The MAC is the other way to test a guess of the passphrase, so it must cost as much; the JDK
     * takes its iteration count (10,000 by default) from nowhere but a process-wide property.
     */
    private static synchronized byte[] withStrongMac(KeyStore store, char[] passphrase)
            throws GeneralSecurityException, IOException {
        String before = System.getProperty(MAC_ITERATIONS);
        System.setProperty(MAC_ITERATIONS, Integer.toString(ITERATIONS));
        try {
            ByteArrayOutputStream encoded = new ByteArrayOutputStream();
            store.store(encoded, passphrase);
            return encoded.toByteArray();
        } finally {
            restore(before);
        }
    }

    private static void restore(@Nullable String before) {
        if (before == null) {
            System.clearProperty(MAC_ITERATIONS);
        } else {
            System.setProperty(MAC_ITERATIONS, before);
        }
    }

    /**
     * The key, for the caller to wipe.
     *
     * @throws UnrecoverableKeyException when the passphrase is wrong (or the MAC was changed)
     * @throws IOException when the bytes are not a key store with the root key in it
     */
    static byte[] decode(byte[] encoded, char[] passphrase)
            throws HsmException, IOException, UnrecoverableKeyException {
        requireAscii(passphrase);
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(new ByteArrayInputStream(encoded), passphrase);
            Key key = store.getKey(ALIAS, passphrase);
            byte[] value = key == null ? null : key.getEncoded();
            if (value == null) {
                throw new IOException("it has no entry \"" + ALIAS + "\"");
            }
            return value;
        } catch (UnrecoverableKeyException e) {
            throw e;
        } catch (IOException e) {
            if (e.getCause() instanceof UnrecoverableKeyException wrongPassphrase) {
                throw wrongPassphrase;
            }
            throw e;
        } catch (GeneralSecurityException | RuntimeException e) {
            // The JDK's parser answers some malformed files with unchecked exceptions.
            throw new IOException("not a PKCS#12 key store", e);
        }
    }

    /** The JDK's PKCS#12 passwords are ASCII; others fail with a message nobody understands. */
    private static void requireAscii(char[] passphrase) throws HsmException {
        for (char c : passphrase) {
            if (c < ' ' || c > '~') {
                throw new HsmException(
                        HsmException.Kind.CONFIGURATION,
                        "the passphrase of the root key may hold printable ASCII only (is there a"
                                + " line break at its end?)");
            }
        }
    }

    private static void destroy(KeyStore.PasswordProtection protection) {
        try {
            protection.destroy();
        } catch (javax.security.auth.DestroyFailedException e) {
            throw new IllegalStateException("PasswordProtection can always be destroyed", e);
        }
    }
}
