package io.strongroom.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strongroom.hsm.FakeRootKeyDevice;
import io.strongroom.hsm.HsmException;
import io.strongroom.hsm.RootKeyRing;

import org.junit.jupiter.api.Test;

import java.util.Set;

final class RootKeysTest {
    private final FakeRootKeyDevice device = new FakeRootKeyDevice(1);

    @Test
    void protectionLevel_ofTheFirst_isThatOfTheOpenKey() throws HsmException {
        try (RootKeys rootKeys = new RootKeys(device, new RootKeyRing(device))) {
            assertTrue(rootKeys.protectionLevel().contains("FAKE"), rootKeys.protectionLevel());
            assertEquals(Set.of(1), rootKeys.ring().opened());
        }
    }

    @Test
    void protectionLevel_newerOneOfWhomever_isNotOpened() throws HsmException {
        device.put(99, 77);
        try (RootKeys rootKeys = new RootKeys(device, new RootKeyRing(device))) {
            assertTrue(rootKeys.protectionLevel().startsWith("PKCS#11"));
            assertEquals(Set.of(), rootKeys.ring().opened());
            device.destroy(99);
            assertTrue(rootKeys.ring().available());
        }
    }

    @Test
    void protectionLevel_deviceAway_fails() {
        device.setAvailable(false);
        try (RootKeys rootKeys = new RootKeys(device, new RootKeyRing(device))) {
            assertThrows(HsmException.class, rootKeys::protectionLevel);
        }
    }
}
