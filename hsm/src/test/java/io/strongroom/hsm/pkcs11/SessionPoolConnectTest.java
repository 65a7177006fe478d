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
