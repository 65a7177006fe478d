package io.strongroom.hsm;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;

import javax.crypto.AEADBadTagException;

/**
 * The {@link Sealer} of every node: HKDF-SHA256 (RFC 5869) turns data key and salt into a fresh
 * AES-256-GCM key and nonce per blob. Thread-safe. Does not own the root keys: closing the sealer
 * wipes the data keys and leaves the root keys open.
 */
public final class DataKeySealer implements Sealer {
    private static final byte FORMAT = 1;
    private static final int HEADER_BYTES = 1 + 4;
    private static final int SALT_BYTES = 32;
    private static final int KEY_BYTES = 32;
    private static final byte[] SEAL_INFO =
            "strongroom sealed value v1, AES-256-GCM".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] DIGEST_INFO =
            "strongroom keyed digest v1, HMAC-SHA256".getBytes(StandardCharsets.US_ASCII);

    private final RootKeyRing rootKeys;
    private final SecureRandom random;
    private final DataKeyCache dataKeys;

    public DataKeySealer(RootKeyRing rootKeys) {
        this(rootKeys, new SecureRandom());
    }

    /** With the first root key only. */
    public DataKeySealer(RootKey first) {
        this(RootKeyRing.only(first));
    }

    DataKeySealer(RootKeyRing rootKeys, SecureRandom random) {
        this.rootKeys = rootKeys;
        this.random = random;
        this.dataKeys = new DataKeyCache(rootKeys);
    }

    @Override
    public DataKey newDataKey(String owner, int generation, int rootGeneration)
            throws HsmException {
        if (generation < 1) {
            throw new IllegalArgumentException("key generations count from 1, not " + generation);
        }
        byte[] fresh = new byte[KEY_BYTES];
        random.nextBytes(fresh);
        try (SecretBytes dataKey = SecretBytes.adopt(fresh)) {
            byte[] wrapped = rootKeys.of(rootGeneration).wrap(dataKey);
            return new DataKey(owner, generation, wrapped, rootGeneration);
        }
    }

    @Override
    public DataKey rewrapped(DataKey key, int rootGeneration) throws HsmException {
        try (SecretBytes dataKey = SecretBytes.adopt(dataKeys.copyOf(key))) {
            byte[] wrapped = rootKeys.of(rootGeneration).wrap(dataKey);
            return new DataKey(key.owner(), key.generation(), wrapped, rootGeneration);
        }
    }

    @Override
    public byte[] seal(DataKey key, byte[] associatedData, byte[] plaintext) throws HsmException {
        byte[] salt = new byte[SALT_BYTES];
        random.nextBytes(salt);
        byte[] sealed = new byte[Math.addExact(OVERHEAD_BYTES, plaintext.length)];
        ByteBuffer.wrap(sealed).put(FORMAT).putInt(key.generation()).put(salt);
        AesGcm.Keying keying = keying(key, salt);
        try {
            byte[] bound = bound(sealed, associatedData);
            AesGcm.seal(keying, bound, plaintext, sealed, HEADER_BYTES + SALT_BYTES);
            return sealed;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-256-GCM refused to seal", e);
        } finally {
            Arrays.fill(keying.key(), (byte) 0);
        }
    }

    @Override
    public byte[] open(DataKey key, byte[] associatedData, byte[] sealed) throws HsmException {
        int generation = Sealer.generationOf(sealed);
        if (generation != key.generation()) {
            throw new HsmException(
                    HsmException.Kind.NOT_AUTHENTIC,
                    "sealed under key generation "
                            + generation
                            + " of "
                            + key.owner()
                            + ", not "
                            + key.generation());
        }
        byte[] salt = Arrays.copyOfRange(sealed, HEADER_BYTES, HEADER_BYTES + SALT_BYTES);
        AesGcm.Keying keying = keying(key, salt);
        try {
            byte[] bound = bound(sealed, associatedData);
            return AesGcm.open(keying, bound, sealed, HEADER_BYTES + SALT_BYTES);
        } catch (AEADBadTagException e) {
            throw new HsmException(
                    HsmException.Kind.NOT_AUTHENTIC,
                    "the sealed value, its identity or its key is not the one that was sealed",
                    e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-256-GCM refused to open", e);
        } finally {
            Arrays.fill(keying.key(), (byte) 0);
        }
    }

    @Override
    public byte[] digest(DataKey key, byte[] context, byte[] value) throws HsmException {
        byte[] digestKey = derive(key, new byte[0], DIGEST_INFO, KEY_BYTES);
        try {
            // The length keeps (context "a", value "bc") apart from (context "ab", value "c").
            byte[] contextLength = ByteBuffer.allocate(4).putInt(context.length).array();
            return HmacSha256.tag(digestKey, contextLength, context, value);
        } finally {
            Arrays.fill(digestKey, (byte) 0);
        }
    }

    /**
     * Wipes every unwrapped data key; the next use asks the root key again. For a node whose root
     * key has been away longer than it may serve without.
     */
    public void forgetDataKeys() {
        dataKeys.forget();
    }

    @Override
    public void close() {
        dataKeys.close();
    }

    /** What GCM authenticates: the blob's header and the caller's identity of the item. */
    private static byte[] bound(byte[] sealed, byte[] associatedData) {
        byte[] bound = Arrays.copyOf(sealed, HEADER_BYTES + associatedData.length);
        System.arraycopy(associatedData, 0, bound, HEADER_BYTES, associatedData.length);
        return bound;
    }

    private AesGcm.Keying keying(DataKey key, byte[] salt) throws HsmException {
        byte[] derived = derive(key, salt, SEAL_INFO, KEY_BYTES + AesGcm.NONCE_BYTES);
        try {
            return new AesGcm.Keying(
                    Arrays.copyOf(derived, KEY_BYTES),
                    Arrays.copyOfRange(derived, KEY_BYTES, derived.length));
        } finally {
            Arrays.fill(derived, (byte) 0);
        }
    }

    private byte[] derive(DataKey key, byte[] salt, byte[] info, int length) throws HsmException {
        byte[] dataKey = dataKeys.copyOf(key);
        try {
            return Hkdf.derive(dataKey, salt, info, length);
        } finally {
            Arrays.fill(dataKey, (byte) 0);
        }
    }
}
