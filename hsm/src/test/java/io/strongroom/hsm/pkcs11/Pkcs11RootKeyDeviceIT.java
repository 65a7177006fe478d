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

import java.util.HexFormat;
import java.util.List;

/** Which keys of a real token a device takes for its own. */
final class Pkcs11RootKeyDeviceIT {
    private static final String TOKEN = "strongroom-a";
    private static final String LABEL = "planted";

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
}
