package io.strongroom.hsm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;

final class RootKeyRingTest {
    private static final byte[] IDENTITY = "vault/secret".getBytes(StandardCharsets.UTF_8);

    private final FakeRootKeyDevice device = new FakeRootKeyDevice(1);
    private final RootKeyRing ring = new RootKeyRing(device);

    private void assertMissing(int generation) {
        HsmException e = assertThrows(HsmException.class, () -> ring.of(generation));
        assertEquals(HsmException.Kind.CONFIGURATION, e.kind());
    }

    @Test
    void of_sameGeneration_isOpenedOnce() throws HsmException {
        assertSame(ring.of(1), ring.of(1));
        assertMissing(2);
        device.make(2);
        assertFalse(java.util.Arrays.equals(ring.of(1).fingerprint(), ring.of(2).fingerprint()));
    }

    @Test
    void retire_one_isNeverOpenedAgain() throws HsmException {
        RootKey first = ring.of(1);
        device.make(2);
        RootKey second = ring.of(2);
        ring.retire(1);
        assertFalse(first.available());
        assertMissing(1);
        assertSame(second, ring.of(2));
        assertTrue(ring.available());
    }

    @Test
    void available_oneAway_isNot() throws HsmException {
        assertTrue(ring.available());
        ring.of(1);
        device.setAvailable(false);
        assertFalse(ring.available());
    }

    @Test
    void letGo_one_countsNoMoreAndIsOpenedAnew() throws HsmException {
        device.make(99);
        RootKey first = ring.of(1);
        ring.of(99).close();
        assertFalse(ring.available());
        assertEquals(Set.of(1, 99), ring.opened());
        ring.letGo(99);
        ring.letGo(99);
        assertTrue(ring.available());
        assertTrue(ring.of(99).available());
        assertSame(first, ring.of(1));
    }

    @Test
    void seal_untilUnsealed_givesNoneOutButForComparing() throws HsmException {
        RootKey first = ring.of(1);
        ring.seal("not compared");
        HsmException e = assertThrows(HsmException.class, () -> ring.of(1));
        assertEquals(HsmException.Kind.UNAVAILABLE, e.kind());
        assertEquals("not compared", e.getMessage());
        assertEquals(
                Optional.of(new RootKeyTrouble(HsmException.Kind.UNAVAILABLE, "not compared")),
                ring.trouble());
        assertSame(first, ring.unchecked(1));
        ring.unseal();
        assertSame(first, ring.of(1));
        assertTrue(ring.available());
    }

    @Test
    void close_then_refuses() throws HsmException {
        RootKey first = ring.of(1);
        ring.close();
        assertFalse(first.available());
        assertThrows(IllegalStateException.class, () -> ring.of(1));
    }

    @Test
    void rewrapped_dataKey_opensTheSameUnderTheOtherRootKey() throws HsmException {
        device.make(2);
        byte[] value = "value".getBytes(StandardCharsets.UTF_8);
        Sealer.DataKey old;
        Sealer.DataKey moved;
        byte[] sealed;
        try (DataKeySealer sealer = new DataKeySealer(ring)) {
            old = sealer.newDataKey("vault:a", 1, 1);
            sealed = sealer.seal(old, IDENTITY, value);
            moved = sealer.rewrapped(old, 2);
        }
        assertEquals(2, moved.rootGeneration());
        ring.retire(1);
        try (DataKeySealer sealer = new DataKeySealer(ring)) {
            assertArrayEquals(value, sealer.open(moved, IDENTITY, sealed));
            assertThrows(HsmException.class, () -> sealer.open(old, IDENTITY, sealed));
        }
    }
}
