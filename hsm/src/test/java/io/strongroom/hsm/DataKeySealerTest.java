package io.strongroom.hsm;

import static io.strongroom.hsm.HsmAssertions.assertFails;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.strongroom.hsm.HsmException.Kind;
import io.strongroom.hsm.Sealer.DataKey;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

final class DataKeySealerTest {
    private static final byte[] IDENTITY = "vault:a/secret/db/1".getBytes(US_ASCII);
    private static final byte[] VALUE = "correct horse".getBytes(US_ASCII);

    private final FakeRootKey rootKey = new FakeRootKey();
    private final DataKeySealer sealer = new DataKeySealer(rootKey);

    @Test
    void open_whatWasSealed_givesTheValue() throws HsmException {
        DataKey key = sealer.newDataKey("vault:a", 1, 1);
        byte[] sealed = sealer.seal(key, IDENTITY, VALUE);
        assertArrayEquals(VALUE, sealer.open(key, IDENTITY, sealed));
        assertEquals(VALUE.length + Sealer.OVERHEAD_BYTES, sealed.length);
        assertFalse(HexFormat.of().formatHex(sealed).contains(HexFormat.of().formatHex(VALUE)));
    }

    @Test
    void open_emptyValueAndIdentity_givesTheValue() throws HsmException {
        DataKey key = sealer.newDataKey("vault:a", 1, 1);
        byte[] sealed = sealer.seal(key, new byte[0], new byte[0]);
        assertEquals(0, sealer.open(key, new byte[0], sealed).length);
    }

    @Test
    void open_anyBitChanged_isNotAuthentic() throws HsmException {
        DataKey key = sealer.newDataKey("vault:a", 1, 1);
        byte[] sealed = sealer.seal(key, IDENTITY, VALUE);
        for (int bit = 0; bit < 8 * sealed.length; bit++) {
            byte[] changed = sealed.clone();
            changed[bit / 8] ^= (byte) (1 << (bit % 8));
            assertFails(Kind.NOT_AUTHENTIC, () -> sealer.open(key, IDENTITY, changed));
        }
    }

    @Test
    void open_headerChangedOnBothSides_isNotAuthentic() throws HsmException {
        DataKey key = sealer.newDataKey("vault:a", 1, 1);
        byte[] sealed = sealer.seal(key, IDENTITY, VALUE);
        sealed[4] = 2;
        DataKey renamed = new DataKey("vault:a", 2, key.wrapped(), 1);
        assertFails(Kind.NOT_AUTHENTIC, () -> sealer.open(renamed, IDENTITY, sealed));
    }

    @Test
    void open_truncatedOrExtended_isNotAuthentic() throws HsmException {
        DataKey key = sealer.newDataKey("vault:a", 1, 1);
        byte[] sealed = sealer.seal(key, IDENTITY, VALUE);
        for (int length = 0; length <= sealed.length + 1; length++) {
            byte[] resized = Arrays.copyOf(sealed, length);
            if (length != sealed.length) {
                assertFails(Kind.NOT_AUTHENTIC, () -> sealer.open(key, IDENTITY, resized));
            }
        }
    }

    @Test
    void open_underAnotherIdentity_isNotAuthentic() throws HsmException {
        DataKey key = sealer.newDataKey("vault:a", 1, 1);
        byte[] other = "vault:a/secret/db/2".getBytes(US_ASCII);
        byte[] sealed = sealer.seal(key, IDENTITY, VALUE);
        byte[] otherSealed = sealer.seal(key, other, VALUE);
        assertFails(Kind.NOT_AUTHENTIC, () -> sealer.open(key, other, sealed));
        assertFails(Kind.NOT_AUTHENTIC, () -> sealer.open(key, IDENTITY, otherSealed));
        assertFails(Kind.NOT_AUTHENTIC, () -> sealer.open(key, new byte[0], sealed));
    }

    @Test
    void open_anyBitOfTheIdentityChanged_isNotAuthentic() throws HsmException {
        DataKey key = sealer.newDataKey("vault:a", 1, 1);
        byte[] sealed = sealer.seal(key, IDENTITY, VALUE);
        for (int bit = 0; bit < 8 * IDENTITY.length; bit++) {
            byte[] changed = IDENTITY.clone();
            changed[bit / 8] ^= (byte) (1 << (bit % 8));
            assertFails(Kind.NOT_AUTHENTIC, () -> sealer.open(key, changed, sealed));
        }
    }

    @Test
    void open_underAnotherDataKey_isNotAuthentic() throws HsmException {
        byte[] sealed = sealer.seal(sealer.newDataKey("vault:a", 1, 1), IDENTITY, VALUE);
        DataKey other = sealer.newDataKey("vault:a", 1, 1);
        assertFails(Kind.NOT_AUTHENTIC, () -> sealer.open(other, IDENTITY, sealed));
    }

    @Test
    void open_underAnotherGeneration_isNotAuthenticAndNamesBoth() throws HsmException {
        byte[] sealed = sealer.seal(sealer.newDataKey("vault:a", 7, 1), IDENTITY, VALUE);
        DataKey other = sealer.newDataKey("vault:a", 8, 1);
        String message =
                assertFails(Kind.NOT_AUTHENTIC, () -> sealer.open(other, IDENTITY, sealed));
        assertEquals("sealed under key generation 7 of vault:a, not 8", message);
    }

    @Test
    void seal_dataKeyOfAnotherRootKey_isNotAuthentic() throws HsmException {
        DataKey foreign = new DataKeySealer(new FakeRootKey(2)).newDataKey("vault:a", 1, 1);
        assertFails(Kind.NOT_AUTHENTIC, () -> sealer.seal(foreign, IDENTITY, VALUE));
    }

    @Test
    void seal_wrappedKeyOfAnotherSize_isNotAuthentic() throws HsmException {
        byte[] wrapped;
        try (SecretBytes small = SecretBytes.adopt(new byte[16])) {
            wrapped = rootKey.wrap(small);
        }
        DataKey key = new DataKey("vault:a", 1, wrapped, 1);
        assertFails(Kind.NOT_AUTHENTIC, () -> sealer.seal(key, IDENTITY, VALUE));
    }

    @Test
    void seal_sameValueAgain_differs() throws HsmException {
        DataKey key = sealer.newDataKey("vault:a", 1, 1);
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            seen.add(HexFormat.of().formatHex(sealer.seal(key, IDENTITY, VALUE)));
        }
        assertEquals(100, seen.size());
    }

    @Test
    void generationOf_aSealedValue_isItsKeys() throws HsmException {
        DataKey key = sealer.newDataKey("vault:a", 0x01020304, 1);
        assertEquals(0x01020304, Sealer.generationOf(sealer.seal(key, IDENTITY, VALUE)));
    }

    @Test
    void generationOf_unknownFormat_isNotAuthentic() {
        byte[] blob = new byte[Sealer.OVERHEAD_BYTES];
        blob[0] = 2;
        assertFails(Kind.NOT_AUTHENTIC, () -> Sealer.generationOf(blob));
    }

    @Test
    void newDataKey_generationZero_isRefused() {
        assertThrows(IllegalArgumentException.class, () -> sealer.newDataKey("vault:a", 0, 1));
    }

    @Test
    void seal_rootKeyAwayAfterFirstUse_goesOn() throws HsmException {
        DataKey key = sealer.newDataKey("vault:a", 1, 1);
        byte[] sealed = sealer.seal(key, IDENTITY, VALUE);
        rootKey.setAvailable(false);
        assertArrayEquals(VALUE, sealer.open(key, IDENTITY, sealed));
        assertEquals(1, rootKey.unwraps());
    }

    @Test
    void seal_rootKeyAwayBeforeFirstUse_isUnavailableUntilItIsBack() throws HsmException {
        DataKey key = sealer.newDataKey("vault:a", 1, 1);
        rootKey.setAvailable(false);
        assertFails(Kind.UNAVAILABLE, () -> sealer.seal(key, IDENTITY, VALUE));
        rootKey.setAvailable(true);
        byte[] sealed = sealer.seal(key, IDENTITY, VALUE);
        assertArrayEquals(VALUE, sealer.open(key, IDENTITY, sealed));
    }

    @Test
    void forgetDataKeys_rootKeyAway_isUnavailableUntilItIsBack() throws HsmException {
        DataKey key = sealer.newDataKey("vault:a", 1, 1);
        byte[] sealed = sealer.seal(key, IDENTITY, VALUE);
        rootKey.setAvailable(false);
        sealer.forgetDataKeys();
        assertFails(Kind.UNAVAILABLE, () -> sealer.open(key, IDENTITY, sealed));
        rootKey.setAvailable(true);
        assertArrayEquals(VALUE, sealer.open(key, IDENTITY, sealed));
    }

    @Test
    void close_thenUse_isRefused() throws HsmException {
        DataKey key = sealer.newDataKey("vault:a", 1, 1);
        sealer.close();
        assertThrows(IllegalStateException.class, () -> sealer.seal(key, IDENTITY, VALUE));
        assertThrows(IllegalStateException.class, () -> sealer.digest(key, IDENTITY, VALUE));
    }

    @Test
    void digest_sameValue_isTheSame() throws HsmException {
        DataKey key = sealer.newDataKey("vault:a", 1, 1);
        byte[] digest = sealer.digest(key, IDENTITY, VALUE);
        assertEquals(32, digest.length);
        assertArrayEquals(digest, sealer.digest(key, IDENTITY, VALUE));
        assertArrayEquals(digest, new DataKeySealer(rootKey).digest(key, IDENTITY, VALUE));
    }

    @Test
    void digest_anotherKeyContextOrValue_differs() throws HsmException {
        DataKey key = sealer.newDataKey("vault:a", 1, 1);
        Set<String> digests = new HashSet<>();
        digests.add(hex(sealer.digest(key, bytes("a"), bytes("bc"))));
        digests.add(hex(sealer.digest(key, bytes("ab"), bytes("c"))));
        digests.add(hex(sealer.digest(key, bytes(""), bytes("abc"))));
        digests.add(hex(sealer.digest(key, bytes("a"), bytes("bd"))));
        digests.add(
                hex(sealer.digest(sealer.newDataKey("vault:a", 1, 1), bytes("a"), bytes("bc"))));
        assertEquals(5, digests.size());
    }

    @Test
    void seal_manyThreadsAndKeys_unwrapsEachKeyOnceAndOpensEverything() throws Exception {
        List<DataKey> keys = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            keys.add(sealer.newDataKey("vault:" + i, 1, 1));
        }
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> outcomes = new ArrayList<>();
            for (int i = 0; i < 400; i++) {
                DataKey key = keys.get(i % keys.size());
                byte[] value = bytes("value " + i);
                outcomes.add(
                        threads.submit(() -> {
                            byte[] sealed = sealer.seal(key, IDENTITY, value);
                            assertArrayEquals(value, sealer.open(key, IDENTITY, sealed));
                            return null;
                        }));
            }
            for (Future<?> outcome : outcomes) {
                outcome.get();
            }
        }
        assertEquals(keys.size(), rootKey.unwraps());
    }

    @Test
    void forgetDataKeys_whileOthersSeal_givesAnAnswerOrUnavailable() throws Exception {
        DataKey key = sealer.newDataKey("vault:a", 1, 1);
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            List<Future<Integer>> outcomes = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                outcomes.add(threads.submit(() -> sealAndOpen(key, 500)));
            }
            for (int i = 0; i < 200; i++) {
                sealer.forgetDataKeys();
            }
            for (Future<Integer> outcome : outcomes) {
                assertNotEquals(0, outcome.get());
            }
        }
    }

    private int sealAndOpen(DataKey key, int rounds) throws HsmException {
        int opened = 0;
        for (int i = 0; i < rounds; i++) {
            try {
                byte[] sealed = sealer.seal(key, IDENTITY, VALUE);
                assertArrayEquals(VALUE, sealer.open(key, IDENTITY, sealed));
                opened++;
            } catch (HsmException e) {
                assertEquals(Kind.UNAVAILABLE, e.kind(), e::toString);
            }
        }
        return opened;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(US_ASCII);
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
