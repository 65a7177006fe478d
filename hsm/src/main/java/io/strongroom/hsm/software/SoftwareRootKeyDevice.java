package io.strongroom.hsm.software;

import io.strongroom.hsm.HsmException;
import io.strongroom.hsm.RootKey;
import io.strongroom.hsm.RootKeyDevice;
import io.strongroom.hsm.RootKeyRing;

import java.util.Optional;

/** A key store file: it holds the first root key, and no other comes to it. Thread-safe. */
public record SoftwareRootKeyDevice(SoftwareRootKey first) implements RootKeyDevice {
    private static final int FIRST = 1;

    @Override
    public RootKey open(int generation) throws HsmException {
        requireFirst(generation);
        return first;
    }

    @Override
    public Optional<String> immovable() {
        return Optional.of("its root key is in a key store file, not in an HSM");
    }

    @Override
    public int newest() {
        return FIRST;
    }

    @Override
    public Optional<byte[]> fingerprint(int generation) {
        return generation == FIRST ? Optional.of(first.fingerprint()) : Optional.empty();
    }

    @Override
    public boolean extractable(int generation) throws HsmException {
        throw RootKeyRing.missing(generation);
    }

    @Override
    public byte[] make(int generation, boolean extractable) throws HsmException {
        throw RootKeyRing.missing(generation);
    }

    @Override
    public boolean made(int generation, byte[] fingerprint) {
        return false;
    }

    @Override
    public void destroy(int generation) throws HsmException {
        throw RootKeyRing.missing(generation);
    }

    @Override
    public byte[] transportKey(int generation) throws HsmException {
        throw RootKeyRing.missing(generation);
    }

    @Override
    public byte[] wrapped(int generation, byte[] transportKey) throws HsmException {
        throw RootKeyRing.missing(generation);
    }

    @Override
    public void take(int generation, byte[] wrapped, byte[] fingerprint) throws HsmException {
        throw RootKeyRing.missing(generation);
    }

    @Override
    public void endTransport(int generation) {}

    @Override
    public void close() {}

    private static void requireFirst(int generation) throws HsmException {
        if (generation != FIRST) {
            throw RootKeyRing.missing(generation);
        }
    }
}
