package io.strongroom.server.ceremony;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strongroom.hsm.HsmException;
import io.strongroom.hsm.pkcs11.RootKeyInfo;
import io.strongroom.hsm.pkcs11.TransportPair;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** The newcomer's token. */
final class FakeToken implements Newcomer {
    static final byte[] KEY = {1, 2, 3};

    final List<RootKeyInfo> keys = new ArrayList<>();
    final List<TransportPair> there = new ArrayList<>();
    int pairs;
    boolean breaks;
    boolean keepsPairs;

    @Override
    public List<RootKeyInfo> rootKeys() {
        return keys;
    }

    @Override
    public List<TransportPair> pairs(String name) {
        assertEquals("root (join)", name);
        return List.copyOf(there);
    }

    @Override
    public TransportPair newPair(String name) {
        pairs++;
        TransportPair made = new TransportPair(name + "-" + pairs, new byte[] {9}, KEY);
        there.add(made);
        return made;
    }

    @Override
    public void deletePair(String label) throws HsmException {
        if (keepsPairs) {
            throw new HsmException(HsmException.Kind.CONFIGURATION, "prohibited");
        }
        there.removeIf(pair -> pair.label().equals(label));
    }

    @Override
    public void unwrapRoot(Parcel parcel, String rootLabel, byte[] fingerprint)
            throws HsmException {
        if (breaks) {
            throw new HsmException(HsmException.Kind.UNAVAILABLE, "gone");
        }
        assertArrayEquals(new byte[] {7}, parcel.wrapped());
        assertTrue(there.contains(parcel.pair()));
        assertArrayEquals(KEY, parcel.pair().subjectPublicKeyInfo());
        holds(rootLabel, HexFormat.of().formatHex(fingerprint));
    }

    void holds(String label, String fingerprint) {
        keys.add(
                new RootKeyInfo(
                        label, Optional.of(fingerprint), Optional.empty(), true, false, true));
    }

    List<String> labels() {
        return keys.stream().map(RootKeyInfo::label).toList();
    }
}
