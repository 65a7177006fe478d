package io.strongroom.hsm.pkcs11;

import static io.strongroom.hsm.HsmAssertions.assertFails;
import static io.strongroom.hsm.pkcs11.FakeToken.code;
import static io.strongroom.hsm.pkcs11.FakeToken.lost;
import static io.strongroom.hsm.pkcs11.FakeToken.stale;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strongroom.hsm.HsmException;
import io.strongroom.hsm.HsmException.Kind;
import io.strongroom.hsm.pkcs11.FakeToken.Step;

import org.junit.jupiter.api.Test;
import org.xipki.pkcs11.wrapper.PKCS11Constants;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** What the pool says and does when it connects, for the first time and after a loss. */
final class SessionPoolConnectTest {
    private static final byte[] DATA_KEY = new byte[32];
    private static final long DEADLINE = Long.MAX_VALUE / 2;

    private final FakeToken token = new FakeToken();
    private final AtomicLong now = new AtomicLong();
    private final Connector connector = new Connector(token, "token", "1234".toCharArray(), "root");
    private final SessionPool pool = new SessionPool(connector, now::get);

    private byte[] wrap() throws HsmException {
        return pool.wrap(DATA_KEY, DEADLINE);
    }

    private byte[] unwrap(byte[] wrapped) throws HsmException {
        return pool.unwrap(wrapped, DEADLINE);
    }

    @Test
    void connect_wrongPin_isConfigurationAndTriedOnce() {
        token.plant(Step.LOGIN, code(PKCS11Constants.CKR_PIN_INCORRECT));
        for (int i = 0; i < 3; i++) {
            assertFails(Kind.CONFIGURATION, this::wrap);
            now.addAndGet(SessionPool.LONGEST_PAUSE_NANOS);
        }
        assertEquals(1, token.logins.get());
        assertEquals(0, token.openSessions());
    }

    @Test
    void reconnect_pinChangedMeanwhile_isConfigurationAndTriedOnce() throws HsmException {
        wrap();
        token.plant(Step.WRAP, lost());
        token.plant(Step.LOGIN, code(PKCS11Constants.CKR_PIN_LOCKED));
        assertFails(Kind.UNAVAILABLE, this::wrap);
        for (int i = 0; i < 3; i++) {
            now.addAndGet(SessionPool.LONGEST_PAUSE_NANOS);
            assertFails(Kind.CONFIGURATION, this::wrap);
        }
        assertEquals(2, token.logins.get());
    }

    @Test
    void connect_pinRefusedToOthersOfTheSameLogin_isNotTriedAgain() {
        TokenLogin login = new TokenLogin(token, "token", "1234".toCharArray());
        token.plant(Step.LOGIN, code(PKCS11Constants.CKR_PIN_INCORRECT));
        try (SessionPool one = new SessionPool(new Connector(login, "root"), now::get);
                SessionPool other = new SessionPool(new Connector(login, "root-2"), now::get);
                TokenDesk desk = desk(login)) {
            assertFails(Kind.CONFIGURATION, () -> one.wrap(DATA_KEY, DEADLINE));
            now.addAndGet(SessionPool.LONGEST_PAUSE_NANOS);
            String message = assertFails(Kind.CONFIGURATION, () -> other.wrap(DATA_KEY, DEADLINE));
            assertTrue(message.contains("refused the PIN"), message);
            assertFails(Kind.CONFIGURATION, () -> seen(desk));
            assertFails(Kind.CONFIGURATION, () -> one.wrap(DATA_KEY, DEADLINE));
        }
        assertEquals(1, token.logins.get());
        assertEquals(1, token.locates.get());
        assertEquals(0, token.restarts.get());
    }

    private TokenDesk desk(TokenLogin login) {
        return new TokenDesk.Own(login, new CallThreads(1), new Lookout(now::get));
    }

    private static boolean seen(TokenDesk desk) throws HsmException {
        return desk.run(Duration.ofSeconds(60), (_, _) -> true);
    }

    @Test
    void desk_tokenAway_looksNowAndThenAndRestartsTheModule() throws HsmException {
        TokenLogin login = new TokenLogin(token, "token", "1234".toCharArray());
        token.plant(Step.LOCATE, lost(), lost());
        try (TokenDesk desk = desk(login)) {
            assertFails(Kind.UNAVAILABLE, () -> seen(desk));
            String message = assertFails(Kind.UNAVAILABLE, () -> seen(desk));
            assertTrue(message.contains("CKR_DEVICE_REMOVED"), message);
            assertEquals(1, token.locates.get());
            now.addAndGet(SessionPool.FIRST_PAUSE_NANOS);
            assertFails(Kind.UNAVAILABLE, () -> seen(desk));
            assertEquals(1, token.restarts.get());
            now.addAndGet(2 * SessionPool.FIRST_PAUSE_NANOS);
            assertTrue(seen(desk));
            assertTrue(seen(desk));
        }
        assertEquals(4, token.locates.get());
        assertEquals(2, token.restarts.get());
    }

    @Test
    void desk_tokenMissedWhileOthersAreConnected_leavesTheModuleAlone() throws HsmException {
        TokenLogin login = new TokenLogin(token, "token", "1234".toCharArray());
        try (SessionPool connected = new SessionPool(new Connector(login, "root"), now::get);
                TokenDesk desk = desk(login)) {
            connected.wrap(DATA_KEY, DEADLINE);
            token.plant(Step.LOCATE, lost());
            assertFails(Kind.UNAVAILABLE, () -> seen(desk));
            now.addAndGet(SessionPool.FIRST_PAUSE_NANOS);
            assertTrue(seen(desk));
            assertEquals(0, token.restarts.get());
        }
    }

    @Test
    void connect_noSuchTokenAfterAnOutage_isAnOutage() {
        token.plant(Step.LOCATE, lost(), noSuchToken());
        assertFails(Kind.UNAVAILABLE, this::wrap);
        now.addAndGet(SessionPool.LONGEST_PAUSE_NANOS);
        assertFails(Kind.UNAVAILABLE, this::wrap);
    }

    @Test
    void connect_duringThePause_saysWhatWasFoundLast() {
        token.plant(Step.LOCATE, lost());
        assertFails(Kind.UNAVAILABLE, this::wrap);
        String message = assertFails(Kind.UNAVAILABLE, this::wrap);
        assertTrue(message.contains("CKR_DEVICE_REMOVED"), message);
    }

    @Test
    void connect_noSuchToken_isConfiguration() {
        token.plant(Step.LOCATE, noSuchToken());
        assertFails(Kind.CONFIGURATION, this::wrap);
    }

    @Test
    void reconnect_tokenGone_isUnavailableUntilItIsBack() throws HsmException {
        wrap();
        token.plant(Step.WRAP, stale());
        token.plant(Step.LOCATE, noSuchToken());
        assertFails(Kind.UNAVAILABLE, this::wrap);
        now.addAndGet(SessionPool.LONGEST_PAUSE_NANOS);
        assertArrayEquals(DATA_KEY, unwrap(wrap()));
    }

    private static FakeToken.Trouble noSuchToken() {
        return () -> {
            throw new HsmException(Kind.CONFIGURATION, "no such token");
        };
    }

    @Test
    void reconnect_fromTheSecondTimeOn_restartsTheModule() throws HsmException {
        wrap();
        token.plant(Step.WRAP, stale());
        token.plant(Step.LOCATE, lost(), lost());
        for (int restarts = 0; restarts < 2; restarts++) {
            assertFails(Kind.UNAVAILABLE, this::wrap);
            assertEquals(restarts, token.restarts.get());
            now.addAndGet(SessionPool.LONGEST_PAUSE_NANOS);
        }
        wrap();
        assertEquals(2, token.restarts.get());
        token.plant(Step.WRAP, stale());
        wrap();
        assertEquals(2, token.restarts.get());
    }

    @Test
    void connect_firstTimes_neverRestartTheModule() throws HsmException {
        token.plant(Step.LOCATE, lost(), lost());
        for (int i = 0; i < 2; i++) {
            assertFails(Kind.UNAVAILABLE, this::wrap);
            now.addAndGet(SessionPool.LONGEST_PAUSE_NANOS);
        }
        wrap();
        assertEquals(0, token.restarts.get());
    }

    @Test
    void reconnect_anotherRootKey_isConfigurationUntilTheRightOneIsBack() throws HsmException {
        byte[] wrapped = wrap();
        token.rootKey[0] = 1;
        token.plant(Step.WRAP, stale());
        String message = assertFails(Kind.UNAVAILABLE, this::wrap);
        assertTrue(message.contains("another root key"), message);
        assertEquals(0, token.openSessions());
        token.rootKey[0] = 0;
        now.addAndGet(SessionPool.LONGEST_PAUSE_NANOS);
        assertArrayEquals(DATA_KEY, unwrap(wrapped));
    }

    @Test
    void connect_noSuchKey_isConfiguration() {
        token.keys = new long[0];
        String message = assertFails(Kind.CONFIGURATION, this::wrap);
        assertTrue(message.contains("no secret key labelled \"root\""), message);
        assertEquals(0, token.openSessions());
    }

    @Test
    void connect_severalKeys_isConfiguration() {
        token.keys = new long[] {1, 2};
        String message = assertFails(Kind.CONFIGURATION, this::wrap);
        assertTrue(message.contains("several secret keys"), message);
    }

    @Test
    void connect_unfitKey_isConfigurationAndNamesTheAttribute() {
        token.unfitness = Optional.of("CKA_DECRYPT is true and must be false");
        String message = assertFails(Kind.CONFIGURATION, this::wrap);
        assertTrue(message.contains("CKA_DECRYPT"), message);
    }
}
