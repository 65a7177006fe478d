package io.strongroom.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strongroom.client.api.ErrorCode;
import io.strongroom.server.http.ApiException;
import io.strongroom.server.replication.InvariantViolation;
import io.strongroom.storage.StorageException;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

final class DutiesTest {
    private static final Duration PAUSE = Duration.ofMillis(1);
    private final Duties duties;
    private final CountDownLatch failing = new CountDownLatch(3);
    private final CountDownLatch waiting = new CountDownLatch(3);
    private final CountDownLatch running = new CountDownLatch(50);
    private final CountDownLatch never = new CountDownLatch(1);
    private final CountDownLatch halted = new CountDownLatch(1);
    private final AtomicReference<String> reason = new AtomicReference<>("");

    DutiesTest() {
        duties =
                new Duties(
                        round -> Opening.Progress.OPEN,
                        List.of(
                                new Duties.Duty("failing", PAUSE, this::fail),
                                new Duties.Duty("waiting", PAUSE, this::refuse),
                                new Duties.Duty("stuck", PAUSE, this::hang),
                                new Duties.Duty("wrong", PAUSE, this::violate),
                                new Duties.Duty("running", PAUSE, running::countDown)),
                        new Duties.Ends(this::halted, _ -> {}));
    }

    @AfterEach
    void close() {
        duties.close();
    }

    private void halted(String text) {
        reason.set(text);
        halted.countDown();
    }

    private void fail() {
        failing.countDown();
        throw new IllegalStateException("as told");
    }

    private void refuse() {
        waiting.countDown();
        throw new ApiException(ErrorCode.SERVICE_UNAVAILABLE, "as told");
    }

    private void hang() {
        try {
            never.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void violate() {
        throw new InvariantViolation("as told");
    }

    @Test
    void start_wrongRootKeyFoundLater_isRefusedAsAtTheStart() throws Exception {
        CountDownLatch refused = new CountDownLatch(1);
        Duties.Ends ends =
                new Duties.Ends(
                        this::halted,
                        text -> {
                            reason.set(text);
                            refused.countDown();
                        });
        Duties.OpeningRound wrong =
                _ -> {
                    throw new Opening.WrongRootKey("another one");
                };
        try (Duties opening = new Duties(wrong, List.of(), ends)) {
            opening.start();
            assertTrue(refused.await(60, TimeUnit.SECONDS));
        }
        assertEquals("another one", reason.get());
    }

    @Test
    void waits_stateReplacedUnderADuty_isNoFailure() {
        assertTrue(
                Duties.waits(new StorageException(StorageException.Kind.UNAVAILABLE, "ask again")));
        assertFalse(Duties.waits(new StorageException("damaged")));
        assertFalse(Duties.waits(new IllegalStateException("a bug")));
    }

    @Test
    void start_dutiesThatFailOrHang_stopNoOther() throws Exception {
        duties.start();
        assertTrue(running.await(60, TimeUnit.SECONDS));
        assertTrue(failing.await(60, TimeUnit.SECONDS));
        assertTrue(waiting.await(60, TimeUnit.SECONDS));
        assertTrue(halted.await(60, TimeUnit.SECONDS));
        assertEquals("this program is wrong: as told", reason.get());
    }
}
