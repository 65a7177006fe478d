package io.strongroom.hsm.software;

import io.strongroom.hsm.AesKeyWrap;
import io.strongroom.hsm.HsmException;
import io.strongroom.hsm.RootKey;
import io.strongroom.hsm.RootKeyFingerprint;
import io.strongroom.hsm.RootKeyTrouble;
import io.strongroom.hsm.SecretBytes;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;

/**
 * A root key that lives in this process, read from an encrypted key store file (PKCS#12).
 * Thread-safe; no call blocks once it is open. Passphrases are printable ASCII of at least {@value
 * #MIN_PASSPHRASE_CHARS} characters, which PKCS#12 tools read alike; they stay the caller's, to
 * wipe.
 */
public final class SoftwareRootKey implements RootKey {
    /** Shorter passphrases are refused when a key store is created. */
    public static final int MIN_PASSPHRASE_CHARS = 12;

    private static final int ROOT_KEY_BYTES = 32;

    private final SecretBytes key;
    private final Path home;

    private SoftwareRootKey(SecretBytes key, Path home) {
        this.key = key;
        this.home = home;
    }

    /**
     * Makes a random AES-256 root key in a new file of mode 0600, forced to disk when this returns.
     *
     * @throws HsmException of kind CONFIGURATION when the file exists or cannot be written, or the
     *     passphrase is unfit
     */
    public static SoftwareRootKey create(Path file, char[] passphrase) throws HsmException {
        requireLong(passphrase);
        byte[] fresh = new byte[ROOT_KEY_BYTES];
        new SecureRandom().nextBytes(fresh);
        try {
            new KeyStoreFile(file).create(fresh, passphrase);
        } finally {
            Arrays.fill(fresh, (byte) 0);
        }
        return open(file, passphrase); // Reading it back is the proof that it can be read back.
    }

    private static void requireLong(char[] passphrase) throws HsmException {
        if (passphrase.length < MIN_PASSPHRASE_CHARS) {
            throw new HsmException(
                    HsmException.Kind.CONFIGURATION,
                    "the passphrase for a new root key needs at least "
                            + MIN_PASSPHRASE_CHARS
                            + " characters");
        }
    }

    /**
     * Opens the root key of a file made by {@link #create}.
     *
     * @throws HsmException of kind CONFIGURATION, with a message of its own for a missing file, a
     *     damaged one and a wrong passphrase
     */
    public static SoftwareRootKey open(Path file, char[] passphrase) throws HsmException {
        byte[] key = new KeyStoreFile(file).read(passphrase);
        if (key.length != ROOT_KEY_BYTES) {
            Arrays.fill(key, (byte) 0);
            throw new HsmException(
                    HsmException.Kind.CONFIGURATION,
                    "the key store " + file + " holds a key that is not an AES-256 root key");
        }
        return new SoftwareRootKey(SecretBytes.adopt(key), file);
    }

    /**
     * Brings a root key that was {@link #wrappedUnder} a key into a new file, as {@link #create}
     * does a fresh one.
     *
     * @throws HsmException of kind NOT_AUTHENTIC when the blob does not hold the root key of that
     *     fingerprint; then there is no file
     */
    public static SoftwareRootKey restore(
            Path file,
            char[] passphrase,
            SecretBytes wrappingKey,
            byte[] wrapped,
            byte[] fingerprint)
            throws HsmException {
        requireLong(passphrase);
        byte[] under = wrappingKey.use(byte[]::clone);
        byte[] root = new byte[0];
        try {
            root = AesKeyWrap.unwrap(under, wrapped);
            if (root.length != ROOT_KEY_BYTES || !Arrays.equals(fingerprint, printOf(root))) {
                throw new HsmException(
                        HsmException.Kind.NOT_AUTHENTIC,
                        "the unwrapped key is not the root key that it should be");
            }
            new KeyStoreFile(file).create(root, passphrase);
        } finally {
            Arrays.fill(under, (byte) 0);
            Arrays.fill(root, (byte) 0);
        }
        return open(file, passphrase);
    }

    /** The root key, wrapped under an AES-256 key (RFC 5649): whoever has both has it. */
    public byte[] wrappedUnder(SecretBytes wrappingKey) {
        byte[] under = wrappingKey.use(byte[]::clone);
        try {
            return key.use(root -> AesKeyWrap.wrap(under, root));
        } finally {
            Arrays.fill(under, (byte) 0);
        }
    }

    private static byte[] printOf(byte[] root) {
        return RootKeyFingerprint.of(AesKeyWrap.wrap(root, RootKeyFingerprint.publicValue()));
    }

    @Override
    public String protectionLevel() {
        return "SOFTWARE root key from the passphrase-protected file "
                + home
                + ": not an HSM; whoever has the file and the passphrase, or can read this"
                + " process's memory, has the key";
    }

    @Override
    public byte[] fingerprint() {
        return key.use(SoftwareRootKey::printOf);
    }

    @Override
    public byte[] wrap(SecretBytes dataKey) throws HsmException {
        if (dataKey.length() != 32) {
            throw new IllegalArgumentException("a data key has 32 bytes, not " + dataKey.length());
        }
        byte[] copy = dataKey.use(byte[]::clone);
        try {
            byte[] wrapped = key.use(root -> AesKeyWrap.wrap(root, copy));
            try (SecretBytes again = unwrap(wrapped)) {
                if (!again.sameAs(dataKey)) {
                    throw new HsmException(
                            HsmException.Kind.UNAVAILABLE,
                            "the wrapped key did not unwrap to itself: suspect this machine's"
                                    + " memory");
                }
            }
            return wrapped;
        } finally {
            Arrays.fill(copy, (byte) 0);
        }
    }

    @Override
    public SecretBytes unwrap(byte[] wrapped) throws HsmException {
        byte[] root = key.use(byte[]::clone);
        try {
            return SecretBytes.adopt(AesKeyWrap.unwrap(root, wrapped));
        } finally {
            Arrays.fill(root, (byte) 0);
        }
    }

    /** None: a key in memory does not go away. */
    @Override
    public Optional<RootKeyTrouble> trouble() {
        return Optional.empty();
    }

    /** Wipes the key. A use afterwards fails with IllegalStateException. */
    @Override
    public void close() {
        key.close();
    }
}
