package io.strongroom.hsm.pkcs11;

import static io.strongroom.hsm.HsmAssertions.assertFails;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strongroom.hsm.AesKeyWrap;
import io.strongroom.hsm.HsmException;
import io.strongroom.hsm.HsmException.Kind;
import io.strongroom.hsm.RootKeyFingerprint;
import io.strongroom.hsm.SecretBytes;
import io.strongroom.hsm.key.BadInputException;
import io.strongroom.hsm.key.PublicPart;

import org.junit.jupiter.api.Test;
import org.xipki.pkcs11.wrapper.PKCS11Constants;
import org.xipki.pkcs11.wrapper.PKCS11Exception;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.Optional;

/** What a token can do in the middle of a transport that SoftHSM does not. */
final class RootKeyTransportTest {
    private static final BigInteger F4 = BigInteger.valueOf(65537);

    private final FakeShelf shelf = new FakeShelf();
    private final RootKeyTransport transport =
            new RootKeyTransport(
                    new TokenDesk.Own(
                            new TokenLogin(shelf, "token", "1234".toCharArray()),
                            new CallThreads(1)));
    private final byte[] root = filled(9);
    private final byte[] fingerprint =
            RootKeyFingerprint.of(AesKeyWrap.wrap(root, RootKeyFingerprint.publicValue()));
    private final SecretBytes kek = SecretBytes.adopt(filled(5));
    private final byte[] blob = AesKeyWrap.wrap(filled(5), root);

    private static byte[] filled(int with) {
        byte[] bytes = new byte[32];
        Arrays.fill(bytes, (byte) with);
        return bytes;
    }

    private void unwrap() throws HsmException {
        transport.unwrapRootUnder(kek, blob, "root", fingerprint);
    }

    private void assertNothingLeft() {
        assertEquals(0, shelf.things.size());
        assertEquals(shelf.opened, shelf.closed);
    }

    @Test
    void unwrap_tokenLostAfterTheTrial_leavesNothingAndCanBeRepeated() throws HsmException {
        shelf.afterUnwrap.add((_, _) -> {});
        shelf.afterUnwrap.add((it, made) -> {
            it.things.remove(made);
            throw new PKCS11Exception(PKCS11Constants.CKR_DEVICE_REMOVED);
        });
        assertFails(Kind.UNAVAILABLE, this::unwrap);
        assertNothingLeft();
        unwrap();
        assertEquals(1, shelf.things.size());
        assertArrayEquals(fingerprint, transport.fingerprint("root"));
    }

    @Test
    void unwrap_tokenMakesAnotherKeyThanItTried_destroysIt() {
        shelf.afterUnwrap.add((_, _) -> {});
        shelf.afterUnwrap.add(RootKeyTransportTest::other);
        assertFails(Kind.NOT_AUTHENTIC, this::unwrap);
        assertNothingLeft();
    }

    private static void other(FakeShelf shelf, long made) {
        FakeShelf.Thing thing = shelf.thing(made);
        shelf.things.put(
                made, new FakeShelf.Thing(thing.label(), true, filled(3), thing.session()));
    }

    @Test
    void unwrap_anotherRootKey_neverHasTheLabel() {
        byte[] foreign = AesKeyWrap.wrap(filled(5), filled(8));
        shelf.afterUnwrap.add(
                (it, made) -> assertEquals("root (on trial)", it.thing(made).label()));
        assertFails(
                Kind.NOT_AUTHENTIC,
                () -> transport.unwrapRootUnder(kek, foreign, "root", fingerprint));
        assertNothingLeft();
    }

    @Test
    void unwrap_madeUnfit_isDestroyed() {
        shelf.unfitness = Optional.of("CKA_DECRYPT is true and must be false");
        String message = assertFails(Kind.CONFIGURATION, this::unwrap);
        assertTrue(message.contains("CKA_DECRYPT"), message);
        assertNothingLeft();
    }

    @Test
    void unwrap_labelTaken_isRefusedBeforeAnythingIsMade() {
        shelf.put("root", filled(4));
        shelf.afterUnwrap.add((_, _) -> {
            throw new IllegalStateException("nothing is to be unwrapped");
        });
        assertFails(Kind.CONFIGURATION, this::unwrap);
        assertEquals(1, shelf.things.size());
    }

    @Test
    void unwrap_tokenAwayWhileABlobFails_isUnavailableNotAuthentic() {
        byte[] changed = blob.clone();
        changed[0] ^= 1;
        assertFails(
                Kind.NOT_AUTHENTIC,
                () -> transport.unwrapRootUnder(kek, changed, "root", fingerprint));
        shelf.away = true;
        assertFails(
                Kind.UNAVAILABLE,
                () -> transport.unwrapRootUnder(kek, changed, "root", fingerprint));
    }

    @Test
    void generate_always_tellsTheFingerprintOfWhatItMade() throws HsmException {
        byte[] told = transport.generate("root");
        assertArrayEquals(transport.fingerprint("root"), told);
        assertEquals(1, shelf.things.size());
    }

    @Test
    void generate_tokenMakesAnUnfitKey_destroysIt() {
        shelf.unfitness = Optional.of("CKA_SIGN is true and must be false");
        assertFails(Kind.CONFIGURATION, () -> transport.generate("root"));
        assertNothingLeft();
    }

    @Test
    void anything_pinRefused_isTriedOnce() {
        shelf.pinRefused = true;
        for (int i = 0; i < 3; i++) {
            assertFails(Kind.CONFIGURATION, () -> transport.generate("root"));
        }
        assertEquals(1, shelf.logins);
    }

    @Test
    void wrapRoot_keyThatIsNotFit_isRefusedWithoutTheToken() {
        BigInteger odd = BigInteger.TWO.pow(3071).add(BigInteger.ONE);
        assertRefused(new PublicPart.Rsa(odd.subtract(BigInteger.ONE), F4));
        assertRefused(new PublicPart.Rsa(odd, BigInteger.valueOf(3)));
        assertRefused(new PublicPart.Rsa(odd, BigInteger.valueOf(65538)));
        assertRefused(new PublicPart.Rsa(odd, BigInteger.TWO.pow(64).add(BigInteger.ONE)));
        assertRefused(new PublicPart.Rsa(BigInteger.TWO.pow(2047).add(BigInteger.ONE), F4));
        assertThrows(BadInputException.class, () -> transport.wrapRoot("root", new byte[] {48, 0}));
        assertThrows(BadInputException.class, () -> transport.wrapRoot("root", new byte[0]));
        assertEquals(0, shelf.opened);
    }

    private void assertRefused(PublicPart.Rsa key) {
        assertThrows(
                BadInputException.class,
                () -> transport.wrapRoot("root", key.subjectPublicKeyInfo()));
    }

    @Test
    void close_twice_isTheSameAsOnce() {
        transport.close();
        transport.close();
        assertThrows(IllegalStateException.class, () -> transport.generate("root"));
    }
}
