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
import io.strongroom.hsm.pkcs11.FakeToken.Step;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.xipki.pkcs11.wrapper.PKCS11Constants;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

@Timeout(300)
final class Pkcs11RootKeyTest {
    private final FakeToken token = new FakeToken();

    private Pkcs11RootKey open(Duration callTimeout) throws HsmException {
        Connector connector = new Connector(token, "token", "1234".toCharArray(), "root");
        return Pkcs11RootKey.open(connector, "a fake token", 2, callTimeout);
    }

    @Test
    void open_always_connectsAndKnowsTheFingerprint() throws HsmException {
        try (Pkcs11RootKey rootKey = open(Duration.ofSeconds(60))) {
            byte[] wrapped = AesKeyWrap.wrap(token.rootKey, RootKeyFingerprint.publicValue());
            assertArrayEquals(RootKeyFingerprint.of(wrapped), rootKey.fingerprint());
            assertTrue(rootKey.available());
            assertTrue(rootKey.protectionLevel().contains("a fake token"));
        }
        assertEquals(0, token.openSessions());
    }

    @Test
    void open_failure_leavesNoSession() {
        token.keys = new long[0];
        assertFails(Kind.CONFIGURATION, () -> open(Duration.ofSeconds(60)));
        assertEquals(0, token.openSessions());
    }

    @Test
    void open_tokenAway_isUnavailable() {
        token.plant(Step.LOCATE, FakeToken.lost());
        assertFails(Kind.UNAVAILABLE, () -> open(Duration.ofSeconds(60)));
    }

    @Test
    void open_mechanismMissing_isConfiguration() {
        token.plant(Step.WRAP, FakeToken.code(PKCS11Constants.CKR_MECHANISM_INVALID));
        assertFails(Kind.CONFIGURATION, () -> open(Duration.ofSeconds(60)));
    }

    @Test
    void wrap_hangingToken_isUnavailableAfterTheTimeoutAndThatSessionIsNotReused()
            throws HsmException {
        // Opening and what the token answers take as much of it as a machine that stands still
        // does.
        Duration timeout = Duration.ofSeconds(5);
        CountDownLatch release = new CountDownLatch(1);
        try (Pkcs11RootKey rootKey = open(timeout);
                SecretBytes dataKey = SecretBytes.adopt(new byte[32])) {
            token.plant(
                    Step.WRAP,
                    () -> {
                        try {
                            release.await();
                        } catch (InterruptedException e) {
                            throw new IllegalStateException(e);
                        }
                    });
            assertFails(Kind.UNAVAILABLE, () -> rootKey.wrap(dataKey));
            int used = token.sessions.size();
            release.countDown();
            try (SecretBytes again = rootKey.unwrap(rootKey.wrap(dataKey))) {
                assertTrue(again.sameAs(dataKey));
            }
            assertEquals(used + 1, token.sessions.size());
        }
    }

    @Test
    void unwrap_blobOfAnotherLength_isNotAuthenticWithoutAskingTheToken() throws HsmException {
        try (Pkcs11RootKey rootKey = open(Duration.ofSeconds(60))) {
            int before = token.sessions.size();
            assertFails(Kind.NOT_AUTHENTIC, () -> rootKey.unwrap(new byte[0]));
            assertFails(Kind.NOT_AUTHENTIC, () -> rootKey.unwrap(new byte[48]));
            assertEquals(before, token.sessions.size());
        }
    }

    @Test
    void wrap_dataKeyOfAnotherSize_isRefused() throws HsmException {
        try (Pkcs11RootKey rootKey = open(Duration.ofSeconds(60));
                SecretBytes small = SecretBytes.adopt(new byte[16])) {
            assertThrows(IllegalArgumentException.class, () -> rootKey.wrap(small));
        }
    }

    @Test
    void close_thenUnwrap_isRefused() throws HsmException {
        Pkcs11RootKey rootKey = open(Duration.ofSeconds(60));
        rootKey.close();
        assertThrows(IllegalStateException.class, () -> rootKey.unwrap(new byte[40]));
    }

    @Test
    void open_moduleFileMissing_saysWhereItLooked() {
        Path missing = Path.of("/nowhere/libpkcs11.so");
        String message =
                assertFails(
                        Kind.CONFIGURATION,
                        () -> Pkcs11RootKey.open(missing, "t", "1234".toCharArray(), "root"));
        assertTrue(message.contains("/nowhere/libpkcs11.so"), message);
    }
}
