package io.strongroom.hsm;

import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A root key in memory, for tests: real RFC 5649 wrapping under a fixed key, and a switch that
 * takes it away. Thread-safe. Two fakes of one seed are copies of one root key.
 */
public final class FakeRootKey implements RootKey {
    private final byte[] key = new byte[32];
    private final AtomicInteger unwraps = new AtomicInteger();
    private volatile boolean available = true;

    public FakeRootKey() {
        this(1);
    }

    public FakeRootKey(int seed) {
        Arrays.fill(key, (byte) seed);
    }

    /** After false, wrap, unwrap and fingerprint fail with UNAVAILABLE until true. */
    public void setAvailable(boolean available) {
        this.available = available;
    }

    /** How many times {@link #unwrap} was called. */
    public int unwraps() {
        return unwraps.get();
    }

    @Override
    public String protectionLevel() {
        return "FAKE root key for tests: protects nothing";
    }

    @Override
    public byte[] fingerprint() throws HsmException {
        requireAvailable();
        return RootKeyFingerprint.of(AesKeyWrap.wrap(key, RootKeyFingerprint.publicValue()));
    }

    @Override
    public byte[] wrap(SecretBytes dataKey) throws HsmException {
        requireAvailable();
        return dataKey.use(bytes -> AesKeyWrap.wrap(key, bytes));
    }

    @Override
    public SecretBytes unwrap(byte[] wrapped) throws HsmException {
        unwraps.incrementAndGet();
        requireAvailable();
        return SecretBytes.adopt(AesKeyWrap.unwrap(key, wrapped));
    }

    @Override
    public Optional<RootKeyTrouble> trouble() {
        return available
                ? Optional.empty()
                : Optional.of(
                        new RootKeyTrouble(
                                HsmException.Kind.UNAVAILABLE,
                                "the fake root key was switched off"));
    }

    @Override
    public void close() {
        available = false;
    }

    private void requireAvailable() throws HsmException {
        if (!available) {
            throw new HsmException(
                    HsmException.Kind.UNAVAILABLE, "the fake root key was switched off");
        }
    }
}
