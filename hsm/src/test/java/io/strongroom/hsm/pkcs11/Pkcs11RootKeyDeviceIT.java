package io.strongroom.hsm.pkcs11;

import static io.strongroom.hsm.HsmAssertions.assertFails;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strongroom.hsm.AesKeyWrap;
import io.strongroom.hsm.HsmException;
import io.strongroom.hsm.HsmException.Kind;
import io.strongroom.hsm.RootKeyFingerprint;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.security.KeyPair;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/** Which keys of a real token a device takes for its own. */
final class Pkcs11RootKeyDeviceIT {
    private static final String TOKEN = "strongroom-a";
    private static final String LABEL = "planted";
    private static final String PAIRS = "planted-2-transport";

    private final RootKeyTransport transport = transport();
    private final Pkcs11RootKeyDevice device = device();

    private static RootKeyTransport transport() {
        try {
            SoftHsm.installed();
            return RootKeyTransport.open(SoftHsm.module(), TOKEN, SoftHsm.PIN.toCharArray());
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static Pkcs11RootKeyDevice device() {
        try {
            return Pkcs11RootKeyDevice.of(
                    SoftHsm.module(), TOKEN, SoftHsm.PIN.toCharArray(), LABEL);
        } catch (HsmException e) {
            throw new IllegalStateException(e);
        }
    }

    @BeforeEach
    void empty() throws HsmException {
        for (RootKeyInfo key : transport.rootKeys()) {
            transport.destroy(key.label());
        }
        for (TransportPair pair : transport.pairs(PAIRS)) {
            transport.deletePair(pair.label());
        }
    }

    @AfterEach
    void close() throws HsmException {
        empty();
        device.close();
        transport.close();
    }

    private String refused() {
        return assertFails(Kind.CONFIGURATION, () -> device.make(2, true));
    }

    @Test
    void make_keyOfKnownValueUnderTheLabel_isRefusedAndNamed() throws Exception {
        byte[] known = HexFormat.of().parseHex("00112233445566778899aabbccddeeff".repeat(2));
        RawToken.plant(TOKEN, LABEL + "-2", known);
        byte[] fingerprint =
                RootKeyFingerprint.of(AesKeyWrap.wrap(known, RootKeyFingerprint.publicValue()));
        String message = refused();
        assertTrue(message.contains("\"planted-2\""), message);
        assertTrue(message.contains(HexFormat.of().formatHex(fingerprint)), message);
        assertArrayEquals(fingerprint, device.fingerprint(2).orElseThrow(), "it is left alone");
        assertFalse(device.made(2, fingerprint));
    }

    @Test
    void make_keyThatTheTokenMadeForSomebodyElse_isRefusedToo() throws Exception {
        byte[] other = transport.generate(LABEL + "-2");
        assertTrue(refused().contains(HexFormat.of().formatHex(other)));
    }

    @Test
    void make_againByTheSameDevice_isTheOneThatItMade() throws Exception {
        byte[] made = device.make(2, true);
        assertTrue(device.made(2, made));
        assertArrayEquals(made, device.make(2, true));
        assertEquals(1, transport.rootKeys().size());
        assertFails(Kind.CONFIGURATION, () -> device.make(2, false));
        try (Pkcs11RootKeyDevice restarted = device()) {
            assertFalse(restarted.made(2, made));
            assertFails(Kind.CONFIGURATION, () -> restarted.make(2, true));
        }
    }

    @Test
    void make_exchangedSince_isRefused() throws Exception {
        byte[] made = device.make(2, true);
        transport.destroy(LABEL + "-2");
        transport.generate(LABEL + "-2");
        refused();
        assertFalse(device.made(2, device.fingerprint(2).orElseThrow()));
        assertTrue(device.made(2, made));
    }

    @Test
    void make_notExtractable_canNeverLeave() throws Exception {
        transport.generateNotExtractable(LABEL);
        assertFalse(device.extractable(1));
        device.make(2, device.extractable(1));
        assertEquals(
                List.of(false, false),
                transport.rootKeys().stream().map(RootKeyInfo::extractable).toList());
        assertFails(Kind.CONFIGURATION, () -> device.extractable(3));
    }

    private List<String> pairs() throws HsmException {
        return transport.pairs(PAIRS).stream().map(TransportPair::label).toList();
    }

    /** What the private half in somebody's hands opens. */
    private byte[] wrappedTo(byte[] transportKey) throws Exception {
        transport.generate("elsewhere");
        return transport.wrapRoot("elsewhere", transportKey);
    }

    @Test
    void transportKey_pairUnderTheLabelThatSomebodyBrought_isNotOfferedAndGoesInTheEnd()
            throws Exception {
        KeyPair known = RawToken.pair(3072);
        RawToken.plantPair(TOKEN, PAIRS, new byte[] {1}, known);
        RawToken.plantPair(TOKEN, PAIRS + "-00112233", new byte[] {2}, RawToken.pair(2048));
        byte[] offered = device.transportKey(2);
        assertFalse(Arrays.equals(known.getPublic().getEncoded(), offered));
        assertArrayEquals(offered, device.transportKey(2), "the same again");
        assertEquals(3, pairs().size());
        byte[] wrapped = wrappedTo(offered);
        device.take(2, wrapped, transport.fingerprint("elsewhere"));
        device.endTransport(2);
        assertEquals(List.of(), pairs());
    }

    @Test
    void take_wrappedToAPairThatSomebodyBrought_isNeverOpened() throws Exception {
        KeyPair known = RawToken.pair(3072);
        RawToken.plantPair(TOKEN, PAIRS, new byte[] {1}, known);
        byte[] wrapped = wrappedTo(known.getPublic().getEncoded());
        byte[] fingerprint = transport.fingerprint("elsewhere");
        assertFails(Kind.NOT_AUTHENTIC, () -> device.take(2, wrapped, fingerprint));
        byte[] offered = device.transportKey(2);
        assertFails(Kind.NOT_AUTHENTIC, () -> device.take(2, wrapped, fingerprint));
        // Also not when it has taken the place of the one that was made.
        String label = pairs().stream().filter(one -> !one.equals(PAIRS)).findFirst().orElseThrow();
        transport.deletePair(label);
        RawToken.plantPair(TOKEN, label, new byte[] {1}, RawToken.pair(3072));
        assertFails(Kind.CONFIGURATION, () -> device.take(2, wrapped, fingerprint));
        assertFalse(Arrays.equals(offered, device.transportKey(2)), "another is made");
        assertTrue(device.fingerprint(2).isEmpty());
    }

    @Test
    void transportKey_afterARestart_isAnotherPairs() throws Exception {
        byte[] before = device.transportKey(2);
        byte[] wrapped = wrappedTo(before);
        byte[] fingerprint = transport.fingerprint("elsewhere");
        try (Pkcs11RootKeyDevice restarted = device()) {
            assertFails(Kind.NOT_AUTHENTIC, () -> restarted.take(2, wrapped, fingerprint));
            byte[] offered = restarted.transportKey(2);
            assertFalse(Arrays.equals(before, offered));
            restarted.take(2, transport.wrapRoot("elsewhere", offered), fingerprint);
            restarted.endTransport(2);
        }
        assertEquals(List.of(), pairs());
        assertArrayEquals(fingerprint, device.fingerprint(2).orElseThrow());
    }
}
