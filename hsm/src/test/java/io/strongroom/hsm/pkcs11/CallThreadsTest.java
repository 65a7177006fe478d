package io.strongroom.hsm.pkcs11;

import static io.strongroom.hsm.HsmAssertions.assertFails;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strongroom.hsm.HsmException;
import io.strongroom.hsm.HsmException.Kind;
import io.strongroom.hsm.SecretBytes;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;

@Timeout(300)
final class CallThreadsTest {
    private static final Duration SHORT = Duration.ofMillis(20);
    private static final Duration LONG = Duration.ofMinutes(2);

    private final CountDownLatch release = new CountDownLatch(1);

    private String hang(long deadlineNanos) {
        boolean interrupted = false;
        while (true) { // Like a native call: an interrupt does not end it.
            try {
                release.await();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return "late";
    }

    @Test
    void call_answer_isReturnedFromAPlatformThread() throws HsmException {
        try (CallThreads threads = new CallThreads(2)) {
            Boolean virtual = threads.call(LONG, deadline -> Thread.currentThread().isVirtual());
            assertEquals(false, virtual);
        }
    }

    @Test
    void call_failure_isPassedOn() {
        try (CallThreads threads = new CallThreads(1)) {
            HsmException failure = new HsmException(Kind.CONFIGURATION, "no");
            HsmException thrown =
                    assertThrows(
                            HsmException.class,
                            () ->
                                    threads.call(
                                            LONG,
                                            deadline -> {
                                                throw failure;
                                            }));
            assertEquals(failure, thrown);
            // A failed call was answered: it does not count as hanging.
            int answer = threads.call(LONG, deadline -> 1);
            assertEquals(1, answer);
        } catch (HsmException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void call_everyThreadHangs_failsAtOnceAndWorksAgainLater() throws Exception {
        try (CallThreads threads = new CallThreads(2)) {
            assertFails(Kind.UNAVAILABLE, () -> threads.call(SHORT, this::hang));
            assertFails(Kind.UNAVAILABLE, () -> threads.call(SHORT, this::hang));
            String message = assertFails(Kind.UNAVAILABLE, () -> threads.call(LONG, deadline -> 1));
            assertTrue(message.contains("hang"), message);
            release.countDown();
            assertEquals(2, awaitAnswer(threads));
        }
    }

    private static int awaitAnswer(CallThreads threads) {
        while (true) {
            try {
                return threads.call(LONG, deadline -> 2);
            } catch (HsmException e) {
                Thread.onSpinWait();
            }
        }
    }

    @Test
    void call_lateSecret_isWiped() throws Exception {
        byte[] secret = {1, 2, 3};
        try (CallThreads threads = new CallThreads(1)) {
            assertFails(
                    Kind.UNAVAILABLE,
                    () ->
                            threads.call(
                                    SHORT,
                                    deadline -> {
                                        hang(deadline);
                                        return SecretBytes.adopt(secret);
                                    }));
            release.countDown();
            awaitAnswer(threads);
        }
        assertEquals(0, secret[0] | secret[1] | secret[2]);
    }

    @Test
    void call_interruptedCaller_isUnavailableAndStaysInterrupted() {
        try (CallThreads threads = new CallThreads(1)) {
            Thread.currentThread().interrupt();
            assertFails(Kind.UNAVAILABLE, () -> threads.call(LONG, this::hang));
            assertTrue(Thread.interrupted());
            release.countDown();
        }
    }

    @Test
    void call_afterClose_isRefused() {
        CallThreads threads = new CallThreads(1);
        threads.close();
        assertThrows(IllegalStateException.class, () -> threads.call(LONG, deadline -> 1));
    }
}
