package io.strongroom.client.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strongroom.client.fake.FakeCluster;
import io.strongroom.client.fake.Response;
import io.strongroom.client.http.Call;
import io.strongroom.client.http.Content;

import org.junit.jupiter.api.Test;

import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Time limits, and what is known at their end. */
class OutcomeTest {
    private static final URI SECRET = FakeCluster.VAULT.resolve("/secrets/a?api-version=7.6");
    private static final Response BUSY = Response.error(503, "ServiceUnavailable", "", "no leader");

    @Test
    void send_neverServed_endsAtTheTimeLimit() throws Exception {
        // An attempt is not begun with less than a tenth of its time.
        var tuning =
                FakeCluster.QUICK
                        .withTotal(Duration.ofSeconds(4))
                        .withAttempt(Duration.ofSeconds(30));
        try (var fakes = new FakeCluster(tuning).answers(request -> BUSY)) {
            var start = System.nanoTime();
            var reply = fakes.transport().send(change());
            var took = Duration.ofNanos(System.nanoTime() - start).toMillis();
            assertEquals(503, reply.answer().status());
            assertFalse(reply.outcomeUnknown(), "every node said that nothing was done");
            assertTrue(took < 4_500, "took " + took + " ms");
            assertTrue(reply.attempts() >= 3 && reply.attempts() < 60, "" + reply.attempts());
        }
    }

    @Test
    void send_neverAnswered_endsAtTheTimeLimitWithTheOutcomeUnknown() {
        var tuning =
                FakeCluster.QUICK
                        .withTotal(Duration.ofMillis(700))
                        .withAttempt(Duration.ofMillis(200));
        var hold = new CountDownLatch(1);
        try (var fakes = new FakeCluster(tuning)) {
            fakes.answers(request -> heldUntil(hold));
            var start = System.nanoTime();
            var failure =
                    assertThrows(NoAnswerException.class, () -> fakes.transport().send(change()));
            var took = Duration.ofNanos(System.nanoTime() - start).toMillis();
            assertTrue(failure.outcomeUnknown());
            assertTrue(took < 1_700, "took " + took + " ms");
            hold.countDown();
        }
    }

    @Test
    void send_unknownThenNothingDone_staysUnknown() throws Exception {
        var tuning = FakeCluster.QUICK.withTotal(Duration.ofMillis(500));
        try (var fakes = new FakeCluster(tuning)) {
            fakes.answers(request -> fakes.seen().size() == 1 ? Response.DROP : BUSY);
            var reply = fakes.transport().send(change());
            assertEquals(503, reply.answer().status());
            assertTrue(reply.outcomeUnknown());
        }
    }

    @Test
    void send_unknownThenRefused_staysUnknown() throws Exception {
        try (var fakes = new FakeCluster()) {
            fakes.answers(
                    request -> fakes.seen().size() == 1 ? Response.DROP : Response.of(404, ""));
            var reply = fakes.transport().send(change());
            assertEquals(404, reply.answer().status());
            assertTrue(reply.outcomeUnknown());
        }
    }

    @Test
    void send_unknownRead_isNoMatter() throws Exception {
        try (var fakes = new FakeCluster()) {
            fakes.answers(
                    request -> fakes.seen().size() == 1 ? Response.DROP : Response.of(404, ""));
            assertFalse(fakes.transport().send(read()).outcomeUnknown());
        }
    }

    private static Response heldUntil(CountDownLatch released) {
        try {
            if (!released.await(5, TimeUnit.SECONDS)) {
                throw new IllegalStateException("nobody released it");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return Response.DROP;
    }

    private static Call read() {
        return Call.read("GET", SECRET);
    }

    private static Call change() {
        return Call.change("PUT", SECRET, Content.ofUtf8("{}"));
    }
}
