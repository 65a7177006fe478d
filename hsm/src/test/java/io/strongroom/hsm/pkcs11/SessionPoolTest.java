package io.strongroom.hsm.pkcs11;

import static io.strongroom.hsm.HsmAssertions.assertFails;
import static io.strongroom.hsm.pkcs11.FakeToken.code;
import static io.strongroom.hsm.pkcs11.FakeToken.lost;
import static io.strongroom.hsm.pkcs11.FakeToken.stale;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strongroom.hsm.HsmException;
import io.strongroom.hsm.HsmException.Kind;
import io.strongroom.hsm.pkcs11.FakeToken.Step;

import org.junit.jupiter.api.Test;
import org.xipki.pkcs11.wrapper.Mechanism;
import org.xipki.pkcs11.wrapper.PKCS11Constants;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;

final class SessionPoolTest {
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
    void wrap_again_reusesTheSessionAndNeverTheKeeper() throws HsmException {
        assertArrayEquals(DATA_KEY, unwrap(wrap()));
        assertArrayEquals(DATA_KEY, unwrap(wrap()));
        assertEquals(1, token.logins.get());
        assertEquals(2, token.openSessions());
        FakeToken.FakeSession keeper = token.sessions.getFirst();
        assertFalse(keeper.closed);
        assertEquals(0, keeper.operations.get());
    }

    @Test
    void wrap_staleSession_succeedsOnAFreshConnection() throws HsmException {
        byte[] wrapped = wrap();
        token.plant(Step.WRAP, stale());
        assertArrayEquals(wrapped, wrap());
        assertEquals(2, token.locates.get());
        assertEquals(2, token.openSessions());
    }

    @Test
    void wrap_everyStaleCode_succeedsOnAFreshConnection() throws HsmException {
        wrap();
        for (long errorCode :
                new long[] {
                    PKCS11Constants.CKR_SESSION_CLOSED,
                    PKCS11Constants.CKR_USER_NOT_LOGGED_IN,
                    PKCS11Constants.CKR_OBJECT_HANDLE_INVALID,
                    PKCS11Constants.CKR_KEY_HANDLE_INVALID,
                    PKCS11Constants.CKR_WRAPPING_KEY_HANDLE_INVALID,
                    PKCS11Constants.CKR_OPERATION_ACTIVE,
                    PKCS11Constants.CKR_OPERATION_NOT_INITIALIZED
                }) {
            token.plant(Step.WRAP, code(errorCode));
            assertArrayEquals(DATA_KEY, unwrap(wrap()));
        }
    }

    @Test
    void wrap_staleTwice_isUnavailable() throws HsmException {
        wrap();
        // The second is for the wrap that checks the fresh connection.
        token.plant(Step.WRAP, stale(), () -> {}, stale());
        assertFails(Kind.UNAVAILABLE, this::wrap);
        assertArrayEquals(DATA_KEY, unwrap(wrap()));
    }

    @Test
    void wrap_deviceLost_isUnavailableAndClosesEverySession() throws HsmException {
        wrap();
        token.plant(Step.WRAP, lost());
        assertFails(Kind.UNAVAILABLE, this::wrap);
        assertEquals(0, token.openSessions());
    }

    @Test
    void wrap_afterLoss_waitsOutThePauseAndConnectsAgain() throws HsmException {
        wrap();
        token.plant(Step.WRAP, lost());
        assertFails(Kind.UNAVAILABLE, this::wrap);
        assertFails(Kind.UNAVAILABLE, this::wrap);
        assertEquals(1, token.locates.get());
        now.addAndGet(SessionPool.FIRST_PAUSE_NANOS);
        assertArrayEquals(DATA_KEY, unwrap(wrap()));
        assertEquals(2, token.locates.get());
    }

    @Test
    void wrap_lossThatLasts_pausesEverLongerUpToFiveSeconds() throws HsmException {
        wrap();
        token.plant(Step.WRAP, lost());
        assertFails(Kind.UNAVAILABLE, this::wrap);
        long pause = SessionPool.FIRST_PAUSE_NANOS;
        for (int attempt = 1; attempt < 10; attempt++) {
            now.addAndGet(pause - 1);
            assertFails(Kind.UNAVAILABLE, this::wrap);
            assertEquals(attempt, token.locates.get());
            now.addAndGet(1);
            token.plant(Step.LOCATE, lost());
            assertFails(Kind.UNAVAILABLE, this::wrap);
            assertEquals(attempt + 1, token.locates.get());
            pause = Math.min(2 * pause, SessionPool.LONGEST_PAUSE_NANOS);
        }
        now.addAndGet(pause);
        assertArrayEquals(DATA_KEY, unwrap(wrap()));
    }

    @Test
    void wrap_vendorsCodeOrUncheckedException_countsAsLoss() throws HsmException {
        wrap();
        token.plant(Step.WRAP, code(PKCS11Constants.CKR_VENDOR_DEFINED | 5));
        assertFails(Kind.UNAVAILABLE, this::wrap);
        now.addAndGet(SessionPool.FIRST_PAUSE_NANOS);
        wrap();
        token.plant(
                Step.WRAP,
                () -> {
                    throw new ArrayIndexOutOfBoundsException("out of the wrapper");
                });
        assertFails(Kind.UNAVAILABLE, this::wrap);
        assertEquals(0, token.openSessions());
    }

    @Test
    void wrap_refusedByTheToken_isConfigurationAndClosesThatSessionOnly() throws HsmException {
        wrap();
        token.plant(Step.WRAP, code(PKCS11Constants.CKR_MECHANISM_INVALID));
        String message = assertFails(Kind.CONFIGURATION, this::wrap);
        assertTrue(message.contains("CKR_MECHANISM_INVALID"), message);
        assertEquals(1, token.openSessions());
        assertArrayEquals(DATA_KEY, unwrap(wrap()));
        assertEquals(1, token.locates.get());
    }

    @Test
    void wrap_tokenUnwrapsSomethingElse_isUnavailableAndDropsTheSession() throws HsmException {
        wrap();
        token.lies = true;
        assertFails(Kind.UNAVAILABLE, this::wrap);
        assertEquals(1, token.openSessions());
    }

    @Test
    void wrap_successAfterTheDeadline_givesTheSessionUp() throws HsmException {
        wrap();
        token.plant(Step.WRAP, () -> now.set(DEADLINE + 1));
        wrap();
        assertEquals(1, token.openSessions());
    }

    @Test
    void unwrap_foreignBlobOnAHealthyToken_isNotAuthenticAndKeepsTheConnection()
            throws HsmException {
        wrap();
        assertFails(Kind.NOT_AUTHENTIC, () -> unwrap(new byte[40]));
        assertArrayEquals(DATA_KEY, unwrap(wrap()));
        assertEquals(1, token.locates.get());
        assertEquals(2, token.openSessions());
    }

    @Test
    void unwrap_passingGeneralError_succeeds() throws HsmException {
        byte[] wrapped = wrap();
        token.plant(Step.UNWRAP, code(PKCS11Constants.CKR_GENERAL_ERROR));
        assertArrayEquals(DATA_KEY, unwrap(wrapped));
    }

    @Test
    void unwrap_blobErrorCodes_areNotAuthentic() throws HsmException {
        byte[] wrapped = wrap();
        token.plant(Step.UNWRAP, code(PKCS11Constants.CKR_WRAPPED_KEY_INVALID));
        assertFails(Kind.NOT_AUTHENTIC, () -> unwrap(wrapped));
        token.plant(Step.UNWRAP, code(PKCS11Constants.CKR_ENCRYPTED_DATA_INVALID));
        assertFails(Kind.NOT_AUTHENTIC, () -> unwrap(wrapped));
    }

    @Test
    void unwrap_generalErrorOnABrokenToken_isUnavailable() throws HsmException {
        byte[] wrapped = wrap();
        token.plant(Step.UNWRAP, code(PKCS11Constants.CKR_GENERAL_ERROR), lost());
        assertFails(Kind.UNAVAILABLE, () -> unwrap(wrapped));
        assertEquals(0, token.openSessions());
    }

    @Test
    void close_thenWrap_isRefusedAndNoSessionStaysOpen() throws HsmException {
        wrap();
        pool.close();
        assertThrows(IllegalStateException.class, this::wrap);
        assertEquals(0, token.openSessions());
    }

    @Test
    void wrap_manyThreadsAndRandomTrouble_neverGivesAWrongAnswerNorLeaksASession()
            throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            List<Future<Integer>> outcomes = new ArrayList<>();
            for (int seed = 0; seed < 8; seed++) {
                Random random = new Random(seed);
                outcomes.add(threads.submit(() -> hammer(random)));
            }
            for (Future<Integer> outcome : outcomes) {
                assertTrue(outcome.get() > 0);
            }
        }
        pool.close();
        assertEquals(0, token.openSessions());
    }

    private int hammer(Random random) throws HsmException {
        List<Step> steps = List.of(Step.OPEN, Step.LOGIN, Step.WRAP, Step.UNWRAP);
        int answers = 0;
        for (int i = 0; i < 500; i++) {
            if (random.nextInt(10) == 0) {
                Step step = steps.get(random.nextInt(steps.size()));
                token.plant(step, random.nextBoolean() ? stale() : lost());
            }
            byte[] dataKey = new byte[32];
            random.nextBytes(dataKey);
            try {
                assertArrayEquals(dataKey, unwrap(pool.wrap(dataKey, DEADLINE)));
                answers++;
            } catch (HsmException e) {
                assertEquals(Kind.UNAVAILABLE, e.kind(), e::toString);
                now.addAndGet(SessionPool.LONGEST_PAUSE_NANOS);
            }
        }
        return answers;
    }

    private byte[] sign() throws HsmException, TokenRefusal {
        return pool.use(
                DEADLINE,
                (session, connection, _) ->
                        session.sign(
                                new Mechanism(PKCS11Constants.CKM_ECDSA),
                                connection.rootKey(),
                                DATA_KEY));
    }

    @Test
    void use_staleHandle_isDoneOnceMoreOnAFreshConnection() throws Exception {
        token.plant(Step.SIGN, code(PKCS11Constants.CKR_KEY_HANDLE_INVALID));
        assertArrayEquals(DATA_KEY, sign());
        assertEquals(2, token.locates.get());
    }

    @Test
    void use_refused_saysSoAndKeepsTheConnection() throws Exception {
        sign();
        token.plant(Step.SIGN, code(PKCS11Constants.CKR_MECHANISM_PARAM_INVALID));
        assertEquals(TokenFault.REFUSED, assertThrows(TokenRefusal.class, this::sign).fault());
        sign();
        assertEquals(1, token.locates.get());
    }

    @Test
    void use_unclearTwiceOnATokenThatWorks_isTheInput() throws Exception {
        for (long code :
                new long[] {
                    PKCS11Constants.CKR_GENERAL_ERROR,
                    PKCS11Constants.CKR_FUNCTION_FAILED,
                    PKCS11Constants.CKR_DEVICE_ERROR
                }) {
            token.plant(Step.SIGN, code(code), code(code));
            assertEquals(TokenFault.BLOB, assertThrows(TokenRefusal.class, this::sign).fault());
        }
        token.plant(Step.SIGN, code(PKCS11Constants.CKR_GENERAL_ERROR));
        sign();
        assertEquals(1, token.locates.get());
    }

    @Test
    void use_unclearOnATokenThatIsBroken_isUnavailable() throws Exception {
        sign();
        token.plant(Step.SIGN, code(PKCS11Constants.CKR_GENERAL_ERROR));
        token.plant(Step.UNWRAP, code(PKCS11Constants.CKR_GENERAL_ERROR));
        assertFails(Kind.UNAVAILABLE, this::sign);
    }

    @Test
    void wrap_bestMechanismListedButRefused_usesTheNext() throws Exception {
        token.mechanisms = Set.of(PKCS11Constants.CKM_AES_KEY_WRAP_KWP);
        token.plant(Step.WRAP, code(PKCS11Constants.CKR_BUFFER_TOO_SMALL));
        assertArrayEquals(DATA_KEY, unwrap(wrap()));
        assertEquals(1, token.locates.get());
        long wraps = pool.use(DEADLINE, (_, connection, _) -> connection.keyWrapPad());
        assertEquals(PKCS11Constants.CKM_AES_KEY_WRAP_KWP, wraps);
    }
}
