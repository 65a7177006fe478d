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
        var pacer = new ManualPacer();
        try (var fakes = new FakeCluster().answers(request -> BUSY);
                var transport = new Transport(fakes.cluster(), FakeCluster.PATIENT, pacer)) {
            var start = pacer.nanoTime();
            var reply = transport.send(change());
            var took = Duration.ofNanos(pacer.nanoTime() - start).toMillis();
            assertEquals(503, reply.answer().status());
            assertFalse(reply.outcomeUnknown(), "every node said that nothing was done");
            // An attempt is not begun with less than a tenth of its time.
            assertTrue(took > 50_000 && took <= 60_000, "took " + took + " ms");
            // About 80 rounds: the pauses between them grow.
            assertTrue(reply.attempts() > 100 && reply.attempts() < 400, "" + reply.attempts());
        }
    }

    @Test
    void send_neverAnswered_endsAtTheTimeLimitWithTheOutcomeUnknown() {
        var tuning =
                FakeCluster.PATIENT
                        .withTotal(Duration.ofSeconds(4))
                        .withAttempt(Duration.ofSeconds(2));
        var hold = new CountDownLatch(1);
        try (var fakes = new FakeCluster(tuning)) {
            fakes.answers(request -> heldUntil(hold));
            var start = System.nanoTime();
            var failure =
                    assertThrows(NoAnswerException.class, () -> fakes.transport().send(change()));
            var took = Duration.ofNanos(System.nanoTime() - start).toMillis();
            assertTrue(failure.outcomeUnknown());
            // The rest is for a machine that stands still now and then.
            assertTrue(took < 15_000, "took " + took + " ms");
            hold.countDown();
        }
    }

    @Test
    void send_unknownThenNothingDone_staysUnknown() throws Exception {
        try (var fakes = new FakeCluster();
                var transport =
                        new Transport(fakes.cluster(), FakeCluster.PATIENT, new ManualPacer())) {
            fakes.answers(request -> fakes.seen().size() == 1 ? Response.DROP : BUSY);
            var reply = transport.send(change());
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
            if (!released.await(60, TimeUnit.SECONDS)) {
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
