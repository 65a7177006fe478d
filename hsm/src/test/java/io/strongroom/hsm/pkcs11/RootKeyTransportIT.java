package io.strongroom.hsm.pkcs11;

import static io.strongroom.hsm.HsmAssertions.assertFails;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strongroom.hsm.HsmException;
import io.strongroom.hsm.HsmException.Kind;
import io.strongroom.hsm.SecretBytes;
import io.strongroom.hsm.key.BadInputException;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Two tokens of the real module: what leaves one comes into the other, and nothing else does. */
final class RootKeyTransportIT {
    private static final String FROM = "strongroom-a";
    private static final String TO = "strongroom-b";
    private static final String PAIR = "join";

    private final RootKeyTransport from = transport(FROM);
    private final RootKeyTransport to = transport(TO);

    private static RootKeyTransport transport(String token) {
        try {
            SoftHsm.installed();
            return RootKeyTransport.open(SoftHsm.module(), token, SoftHsm.PIN.toCharArray());
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @BeforeEach
    void empty() throws HsmException {
        for (RootKeyTransport token : List.of(from, to)) {
            for (RootKeyInfo key : token.rootKeys()) {
                token.destroy(key.label());
            }
            for (TransportPair pair : token.pairs(PAIR)) {
                token.deletePair(pair.label());
            }
        }
    }

    @AfterEach
    void close() {
        from.close();
        to.close();
    }

    private static Pkcs11RootKey open(String token, String label) throws HsmException {
        return Pkcs11RootKey.open(SoftHsm.module(), token, SoftHsm.PIN.toCharArray(), label);
    }

    private static SecretBytes random() {
        byte[] bytes = new byte[32];
        new SecureRandom().nextBytes(bytes);
        return SecretBytes.adopt(bytes);
    }

    /** To the pair. */
    private byte[] wrapped(TransportPair pair) throws Exception {
        return from.wrapRoot("root", pair.subjectPublicKeyInfo());
    }

    /** What the other wraps, this one unwraps. */
    private static void assertSameRoot(String label) throws Exception {
        try (Pkcs11RootKey one = open(FROM, "root");
                Pkcs11RootKey other = open(TO, label);
                SecretBytes dataKey = random();
                SecretBytes unwrapped = other.unwrap(one.wrap(dataKey))) {
            assertTrue(unwrapped.sameAs(dataKey));
            assertArrayEquals(one.fingerprint(), other.fingerprint());
        }
    }

    @Test
    void unwrapRoot_whatTheOtherWrapped_isTheSameRootKey() throws Exception {
        from.generate("root");
        TransportPair pair = to.newPair(PAIR);
        byte[] wrapped = wrapped(pair);
        assertEquals(384, wrapped.length);
        to.unwrapRoot(pair, wrapped, "root-b", from.fingerprint("root"));
        assertSameRoot("root-b");
        List<RootKeyInfo> keys = to.rootKeys();
        assertEquals(from.rootKeys().getFirst().fingerprint(), keys.getFirst().fingerprint());
        assertEquals(List.of("root-b"), keys.stream().map(RootKeyInfo::label).toList());
        assertEquals(Optional.empty(), keys.getFirst().unfitness());
        assertTrue(keys.getFirst().sensitive());
        assertTrue(keys.getFirst().extractable());
        to.deletePair(pair.label());
        assertFalse(to.has(pair));
        assertEquals(List.of(), to.pairs(PAIR));
    }

    @Test
    void unwrapRoot_cameThere_canGoOnFromThere() throws Exception {
        from.generate("root");
        byte[] fingerprint = from.fingerprint("root");
        TransportPair there = to.newPair(PAIR);
        to.unwrapRoot(there, wrapped(there), "root", fingerprint);
        TransportPair back = from.newPair(PAIR);
        byte[] wrapped = to.wrapRoot("root", back.subjectPublicKeyInfo());
        from.unwrapRoot(back, wrapped, "again", fingerprint);
        assertArrayEquals(fingerprint, from.fingerprint("again"));
    }

    @Test
    void unwrapRoot_ofAnOpenRootKey_worksBesideItsUse() throws Exception {
        from.generate("root");
        try (Pkcs11RootKey rootKey = open(FROM, "root");
                RootKeyTransport beside = rootKey.transport()) {
            TransportPair pair = to.newPair(PAIR);
            byte[] wrapped = beside.wrapRoot("root", pair.subjectPublicKeyInfo());
            to.unwrapRoot(pair, wrapped, "root", rootKey.fingerprint());
            beside.generate("next");
            assertEquals(2, beside.rootKeys().size());
            assertTrue(rootKey.available());
            byte[] changed = new byte[40];
            byte[] expected = rootKey.fingerprint();
            try (SecretBytes kek = random()) {
                assertFails(
                        Kind.NOT_AUTHENTIC,
                        () -> beside.unwrapRootUnder(kek, changed, "other", expected));
            }
        }
        assertSameRoot("root");
    }

    @Test
    void unwrapRoot_wrongFingerprint_leavesNothing() throws Exception {
        from.generate("root");
        TransportPair pair = to.newPair(PAIR);
        byte[] wrapped = wrapped(pair);
        byte[] wrong = from.fingerprint("root");
        wrong[3] ^= 1;
        assertFails(Kind.NOT_AUTHENTIC, () -> to.unwrapRoot(pair, wrapped, "root", wrong));
        assertEquals(List.of(), to.rootKeys());
        assertEquals(0, RawToken.sessionObjects(TO));
        to.unwrapRoot(pair, wrapped, "root", from.fingerprint("root"));
    }

    @Test
    void unwrapRoot_changedOrForAnotherPair_isNotAuthentic() throws Exception {
        from.generate("root");
        byte[] fingerprint = from.fingerprint("root");
        TransportPair pair = to.newPair(PAIR);
        byte[] changed = wrapped(pair);
        changed[100] ^= 1;
        assertFails(Kind.NOT_AUTHENTIC, () -> to.unwrapRoot(pair, changed, "root", fingerprint));
        byte[] spki = from.newPair(PAIR).subjectPublicKeyInfo();
        byte[] foreign = from.wrapRoot("root", spki);
        assertFails(Kind.NOT_AUTHENTIC, () -> to.unwrapRoot(pair, foreign, "root", fingerprint));
        byte[] cut = new byte[10];
        assertFails(Kind.NOT_AUTHENTIC, () -> to.unwrapRoot(pair, cut, "root", fingerprint));
        assertEquals(List.of(), to.rootKeys());
    }

    @Test
    void unwrapRoot_labelTaken_isRefusedAlsoWhenRepeated() throws Exception {
        from.generate("root");
        TransportPair pair = to.newPair(PAIR);
        byte[] wrapped = wrapped(pair);
        byte[] fingerprint = from.fingerprint("root");
        to.unwrapRoot(pair, wrapped, "root", fingerprint);
        String message =
                assertFails(
                        Kind.CONFIGURATION,
                        () -> to.unwrapRoot(pair, wrapped, "root", fingerprint));
        assertTrue(message.contains("already"), message);
        assertSameRoot("root");
    }

    @Test
    void wrapRoot_notExtractable_saysWhatToDo() throws Exception {
        from.generateNotExtractable("root");
        byte[] spki = to.newPair(PAIR).subjectPublicKeyInfo();
        String message = assertFails(Kind.CONFIGURATION, () -> from.wrapRoot("root", spki));
        assertTrue(message.contains("not extractable") && message.contains("rotate"), message);
        assertFalse(from.rootKeys().getFirst().extractable());
        try (SecretBytes kek = random();
                Pkcs11RootKey rootKey = open(FROM, "root")) {
            assertFails(Kind.CONFIGURATION, () -> from.wrapRootUnder("root", kek));
            assertTrue(rootKey.available());
        }
    }

    @Test
    void wrapRoot_toAPairThatIsTooSmall_isRefused() throws Exception {
        from.generate("root");
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        byte[] spki = generator.generateKeyPair().getPublic().getEncoded();
        assertThrows(BadInputException.class, () -> from.wrapRoot("root", spki));
        assertThrows(BadInputException.class, () -> from.wrapRoot("root", new byte[5]));
    }

    @Test
    void newPair_always_isAnotherOneBesideWhatIsThere() throws Exception {
        TransportPair one = to.newPair(PAIR);
        TransportPair other = to.newPair(PAIR);
        assertTrue(to.has(one) && to.has(other));
        assertEquals(
                Set.of(one.fingerprint(), other.fingerprint()),
                to.pairs(PAIR).stream()
                        .map(TransportPair::fingerprint)
                        .collect(Collectors.toSet()));
        to.deletePair(one.label());
        assertFalse(to.has(one));
        assertTrue(to.has(other));
    }

    @Test
    void unwrapRoot_withPairsOfOthersUnderTheSameLabel_takesTheOneThatWasMade() throws Exception {
        from.generate("root");
        TransportPair pair = to.newPair(PAIR);
        RawToken.plantPair(TO, pair.label(), pair.id(), RawToken.pair(3072));
        assertTrue(to.has(pair));
        to.unwrapRoot(pair, wrapped(pair), "root", from.fingerprint("root"));
        assertSameRoot("root");
        to.deletePair(pair.label());
        assertEquals(List.of(), to.pairs(PAIR));
    }

    @Test
    void has_ofTheLabelAlone_isFalse() throws Exception {
        TransportPair pair = to.newPair(PAIR);
        to.deletePair(pair.label());
        RawToken.plantPair(TO, pair.label(), pair.id(), RawToken.pair(3072));
        assertFalse(to.has(pair));
        from.generate("root");
        byte[] wrapped = wrapped(pair);
        byte[] fingerprint = from.fingerprint("root");
        assertFails(Kind.CONFIGURATION, () -> to.unwrapRoot(pair, wrapped, "root", fingerprint));
    }

    @Test
    void unwrapRootUnder_theSameWrappingKey_isTheSameRootKey() throws Exception {
        from.generate("root");
        byte[] fingerprint = from.fingerprint("root");
        try (SecretBytes kek = random();
                SecretBytes other = random()) {
            byte[] blob = from.wrapRootUnder("root", kek);
            assertEquals(40, blob.length);
            assertFails(
                    Kind.NOT_AUTHENTIC, () -> to.unwrapRootUnder(other, blob, "root", fingerprint));
            assertEquals(List.of(), to.rootKeys());
            to.unwrapRootUnder(kek, blob, "root", fingerprint);
        }
        assertSameRoot("root");
        assertEquals(0, RawToken.sessionObjects(FROM));
    }

    @Test
    void destroy_always_takesThatKeyOnly() throws Exception {
        from.generate("root");
        from.generate("other");
        from.destroy("other");
        assertEquals(List.of("root"), from.rootKeys().stream().map(RootKeyInfo::label).toList());
        assertFails(Kind.CONFIGURATION, () -> from.destroy("other"));
        assertFails(Kind.CONFIGURATION, () -> from.generate("root"));
    }
}
