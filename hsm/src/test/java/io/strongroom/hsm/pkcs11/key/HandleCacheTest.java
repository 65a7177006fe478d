package io.strongroom.hsm.pkcs11.key;

import static io.strongroom.hsm.HsmAssertions.assertFails;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strongroom.hsm.HsmException;
import io.strongroom.hsm.key.HsmKey;
import io.strongroom.hsm.key.KeySpec;
import io.strongroom.hsm.key.engine.KeyEngines;

import org.junit.jupiter.api.Test;
import org.xipki.pkcs11.wrapper.PKCS11Exception;

import java.time.Duration;

final class HandleCacheTest {
    private static final int KEPT = 3;

    private final HandleCache cache = new HandleCache(KEPT, KeyEngines.fastest());
    private final FakeObjects token = new FakeObjects(1);

    private static HsmKey key(int which) {
        byte[] blob = new byte[41];
        blob[0] = 1;
        blob[1] = (byte) which;
        return HsmKey.symmetric(new KeySpec.Oct(256), blob);
    }

    private static long soon() {
        return System.nanoTime() + Duration.ofMinutes(2).toNanos();
    }

    private HandleCache.Pinned pin(FakeObjects connection, int which) throws Exception {
        return cache.pin(connection, key(which), Role.CIPHER, soon());
    }

    private long used(int which) throws Exception {
        try (HandleCache.Pinned pinned = pin(token, which)) {
            return pinned.handle();
        }
    }

    @Test
    void pin_again_unwrapsOnce() throws Exception {
        assertEquals(used(1), used(1));
        assertEquals(1, token.unwraps);
    }

    @Test
    void pin_inAnotherRole_isAnotherObject() throws Exception {
        try (HandleCache.Pinned wrapping = cache.pin(token, key(1), Role.WRAPPING, soon())) {
            assertNotEquals(used(1), wrapping.handle());
        }
    }

    @Test
    void pin_moreThanAreKept_destroysTheLeastLatelyUsed() throws Exception {
        long first = used(1);
        long second = used(2);
        used(3);
        assertEquals(first, used(1));
        used(4);
        assertEquals(KEPT, token.objects.size());
        assertEquals(first, used(1));
        assertNotEquals(second, used(2));
    }

    @Test
    void pin_whileOthersPassBy_keepsTheObjectUntilReleased() throws Exception {
        HandleCache.Pinned pinned = pin(token, 1);
        for (int i = 2; i < 10; i++) {
            used(i);
        }
        assertTrue(token.objects.contains(pinned.handle()));
        assertEquals(KEPT + 1, token.objects.size());
        pinned.close();
        used(20);
        assertEquals(KEPT, token.objects.size());
    }

    @Test
    void pin_onTheNextConnection_unwrapsAgainAndEndsTheOwnerBefore() throws Exception {
        long handle = used(1);
        FakeObjects next = new FakeObjects(2);
        try (HandleCache.Pinned pinned = pin(next, 1)) {
            assertNotEquals(handle, pinned.handle());
        }
        assertTrue(token.sessions.getFirst().closed);
        assertThrows(PKCS11Exception.class, () -> pin(token, 1)); // Found anew in between.
    }

    @Test
    void pin_refused_leavesTheOwnerInUse() throws Exception {
        token.refuses = true;
        assertThrows(PKCS11Exception.class, () -> pin(token, 1));
        token.refuses = false;
        used(1);
        assertEquals(1, token.sessions.size());
    }

    @Test
    void pin_notABlob_isNotAuthenticWithoutAskingTheToken() {
        for (byte[] blob : new byte[][] {{}, {1}, new byte[41], new byte[40]}) {
            HsmKey key = HsmKey.symmetric(new KeySpec.Oct(256), blob);
            assertFails(
                    HsmException.Kind.NOT_AUTHENTIC,
                    () -> cache.pin(token, key, Role.CIPHER, soon()));
        }
        assertEquals(0, token.unwraps);
    }

    @Test
    void let_thenSweep_destroysItInEveryRole() throws Exception {
        used(1);
        cache.pin(token, key(1), Role.MAC, soon()).close();
        used(2);
        assertTrue(cache.let(key(1)));
        cache.sweep(token, soon());
        assertEquals(1, token.objects.size());
        cache.end(soon());
        assertTrue(token.sessions.getFirst().closed);
    }
}
