package io.strongroom.hsm.pkcs11;

import static io.strongroom.hsm.HsmAssertions.assertFails;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;

import io.strongroom.hsm.AesKeyWrap;
import io.strongroom.hsm.HsmException.Kind;
import io.strongroom.hsm.RootKeyFingerprint;
import io.strongroom.hsm.key.KeySpec;
import io.strongroom.hsm.key.PublicPart;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

import java.math.BigInteger;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

class Pkcs11RootKeyDeviceTest {
    @Test
    void newest_isTheHighestNumberBehindTheLabelOfAKeyThatWraps() {
        assertEquals(1, newest());
        assertEquals(1, newest(key("root")));
        assertEquals(10, newest(key("root"), key("root-10"), key("root-2")));
        assertEquals(
                1,
                newest(
                        key("root"),
                        key("root-0"),
                        key("root-1"),
                        key("root-02"),
                        key("root-next"),
                        key("other-7"),
                        key("root-9999999999")));
        assertEquals(
                2,
                newest(
                        key("root-2"),
                        new RootKeyInfo(
                                "root-3",
                                Optional.empty(),
                                Optional.of("CKA_WRAP is false"),
                                false,
                                false,
                                true)));
    }

    @Test
    void generation_ofALabel_isTheNumberThatItsRootKeyGotIt() {
        for (int generation : new int[] {1, 2, 10, 999_999_999}) {
            String label = Pkcs11RootKeyDevice.label("root", generation);
            assertEquals(OptionalInt.of(generation), Pkcs11RootKeyDevice.generation("root", label));
        }
        for (String none : List.of("", "roo", "root-", "root-1", "root-02", "root-x", "other-7")) {
            assertEquals(OptionalInt.empty(), Pkcs11RootKeyDevice.generation("root", none), none);
        }
    }

    private static int newest(RootKeyInfo... keys) {
        return Pkcs11RootKeyDevice.newest("root", List.of(keys));
    }

    private static RootKeyInfo key(String label) {
        return new RootKeyInfo(label, Optional.of("00"), Optional.empty(), true, false, true);
    }

    private final FakeShelf shelf = new FakeShelf();
    private final Pkcs11RootKeyDevice device = device();
    private final ListAppender<ILoggingEvent> events = new ListAppender<>();
    private final Logger log = (Logger) LoggerFactory.getLogger(OwnPairs.class);

    private Pkcs11RootKeyDevice device() {
        TokenLogin login = new TokenLogin(shelf, "token", "1234".toCharArray());
        return new Pkcs11RootKeyDevice(Path.of("module"), login, "root");
    }

    @BeforeEach
    void listen() {
        events.start();
        log.addAppender(events);
    }

    @AfterEach
    void close() {
        log.detachAppender(events);
        device.close();
    }

    private List<String> events() {
        return events.list.stream().map(ILoggingEvent::getMessage).toList();
    }

    private static byte[] root() {
        byte[] root = new byte[32];
        Arrays.fill(root, (byte) 9);
        return root;
    }

    /** As another node's token would, to the fake's kind of pair. */
    private static byte[] wrapped(byte[] transportKey) {
        PublicPart.Rsa half = (PublicPart.Rsa) PublicPart.of(new KeySpec.Rsa(3072), transportKey);
        return AesKeyWrap.wrap(FakeShelf.Half.value(half.n()), root());
    }

    private static byte[] fingerprint() {
        return RootKeyFingerprint.of(AesKeyWrap.wrap(root(), RootKeyFingerprint.publicValue()));
    }

    private byte[] plant(String label, boolean stays) {
        BigInteger modulus = BigInteger.TWO.pow(3071).add(BigInteger.valueOf(12345));
        shelf.putPair(label, new byte[] {1}, modulus, stays);
        return new PublicPart.Rsa(modulus, BigInteger.valueOf(65537)).subjectPublicKeyInfo();
    }

    @Test
    void transportKey_pairOfSomebodyElse_isNotOfferedAndSaid() throws Exception {
        byte[] planted = plant("root-2-transport", false);
        byte[] offered = device.transportKey(2);
        assertFalse(Arrays.equals(planted, offered));
        assertArrayEquals(offered, device.transportKey(2), "the same again");
        assertEquals(List.of("transport_pair_not_made_here"), events());
        String told = String.valueOf(events.list.getFirst().getKeyValuePairs());
        assertTrue(told.contains("label=\"root-2-transport\""), told);
        assertTrue(told.contains(new TransportPair("", planted, planted).fingerprint()), told);
        assertFails(Kind.NOT_AUTHENTIC, () -> device.take(2, wrapped(planted), fingerprint()));
        device.take(2, wrapped(offered), fingerprint());
        device.endTransport(2);
        assertEquals(Map.of(), shelf.halves);
        assertEquals(List.of("transport_pair_not_made_here", "transport_pair_destroyed"), events());
    }

    @Test
    void transportKey_pairsOfOtherGenerationsAndPurposes_areLeftAlone() throws Exception {
        plant("root-20-transport", false);
        plant("root-2-transport-of-mine", false);
        device.transportKey(2);
        device.endTransport(2);
        assertEquals(4, shelf.halves.size());
        assertEquals(List.of(), events());
    }

    @Test
    void transportKey_afterARestart_isAnotherPairs() throws Exception {
        byte[] before = device.transportKey(2);
        try (Pkcs11RootKeyDevice restarted = device()) {
            assertFails(
                    Kind.NOT_AUTHENTIC, () -> restarted.take(2, wrapped(before), fingerprint()));
            byte[] offered = restarted.transportKey(2);
            assertFalse(Arrays.equals(before, offered));
            assertEquals(List.of("transport_pair_not_made_here"), events());
            restarted.endTransport(2);
        }
        assertEquals(Map.of(), shelf.halves);
        byte[] anew = device.transportKey(2);
        assertFalse(Arrays.equals(before, anew), "what is gone is made anew");
        device.take(2, wrapped(anew), fingerprint());
    }

    @Test
    void transportKey_sameNumbersPlantedAsWell_isAnotherPairs() throws Exception {
        byte[] before = device.transportKey(2);
        FakeShelf.Half half = shelf.halves.values().iterator().next();
        String label = shelf.thing(shelf.halves.keySet().iterator().next()).label();
        shelf.putPair(label, half.id(), half.modulus(), false);
        byte[] offered = device.transportKey(2);
        assertFalse(Arrays.equals(before, offered));
        device.take(2, wrapped(offered), fingerprint());
    }

    @Test
    void endTransport_tokenKeepsAPair_saysSoAndIsNotHeldUp() throws Exception {
        byte[] planted = plant("root-2-transport", true);
        byte[] offered = device.transportKey(2);
        device.take(2, wrapped(offered), fingerprint());
        device.endTransport(2);
        device.endTransport(2);
        assertEquals(2, shelf.halves.size(), "its own is gone");
        assertEquals(List.of("transport_pair_not_made_here", "transport_pair_left"), events());
        assertFalse(Arrays.equals(planted, device.transportKey(2)));
    }

    @Test
    void endTransport_tokenAway_isRepeated() throws Exception {
        device.transportKey(2);
        shelf.away = true;
        assertFails(Kind.UNAVAILABLE, () -> device.endTransport(2));
        assertEquals(2, shelf.halves.size());
    }

    @Test
    void transportKey_tokenMakesAnUnfitPair_isRefusedHereAndNothingStays() {
        shelf.pairBits = 2048;
        String small = assertFails(Kind.CONFIGURATION, () -> device.transportKey(2));
        assertTrue(small.contains("3072 or 4096 bits"), small);
        assertTrue(small.contains("root-2-transport-"), small);
        shelf.pairBits = 3072;
        shelf.pairsDecrypt = true;
        String decrypts = assertFails(Kind.CONFIGURATION, () -> device.transportKey(2));
        assertTrue(decrypts.contains("only unwrap"), decrypts);
        assertEquals(Map.of(), shelf.halves);
    }
}
