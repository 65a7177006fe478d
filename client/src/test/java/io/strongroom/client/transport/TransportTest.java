package io.strongroom.client.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strongroom.client.fake.FakeCluster;
import io.strongroom.client.fake.FakeNode;
import io.strongroom.client.fake.Response;
import io.strongroom.client.fake.TestCa;
import io.strongroom.client.http.Call;
import io.strongroom.client.http.Content;
import io.strongroom.client.http.ExchangeException;

import org.junit.jupiter.api.Test;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

class TransportTest {
    private static final URI SECRET = FakeCluster.VAULT.resolve("/secrets/a?api-version=7.6");
    private static final Response OK = Response.of(200, "{}");
    private static final Response BUSY = Response.error(503, "ServiceUnavailable", "", "no leader");

    @Test
    void send_toVault_carriesItsHostAndServerName() throws Exception {
        try (var fakes = new FakeCluster().answers(request -> OK)) {
            fakes.transport().send(read());
            var seen = fakes.seen().get(0);
            assertEquals("default.vault.localhost:8443", seen.header("host").orElseThrow());
            assertEquals("default.vault.localhost", seen.sni());
            assertEquals("/secrets/a?api-version=7.6", seen.target());
        }
    }

    @Test
    void send_onceTheLeaderHasAnswered_goesToTheLeader() throws Exception {
        try (var fakes = new FakeCluster().leader(3).answers(request -> OK)) {
            for (int i = 0; i < 12; i++) {
                fakes.transport().send(change());
            }
            // Whoever is not known yet may be the leader: at most one call each.
            assertTrue(fakes.node(3).seen().size() >= 10, "leader got its calls");
            fakes.leader(2);
            for (int i = 0; i < 12; i++) {
                fakes.transport().send(change());
            }
            assertTrue(fakes.node(2).seen().size() >= 10, "new leader got its calls");
        }
    }

    @Test
    void send_readsFromAnyNode_takesTurns() throws Exception {
        var tuning = FakeCluster.PATIENT.withReads(Tuning.Reads.ANY_NODE);
        try (var fakes = new FakeCluster(tuning).answers(request -> OK)) {
            for (int i = 0; i < 9; i++) {
                fakes.transport().send(read());
            }
            for (int id = 1; id <= 3; id++) {
                assertEquals(3, fakes.node(id).seen().size());
            }
        }
    }

    @Test
    void send_nodeDiesInTheMiddle_isRepeatedElsewhereUnderTheSameId() throws Exception {
        try (var fakes = new FakeCluster().answers(request -> OK)) {
            learnLeader(fakes);
            fakes.node(1).answers(request -> Response.DROP);
            var before = fakes.seen().size();
            var reply = fakes.transport().send(change());
            assertEquals(200, reply.answer().status());
            assertFalse(reply.outcomeUnknown());
            var last = fakes.node(1).seen().get(fakes.node(1).seen().size() - 1).requestId();
            assertFalse(last.isEmpty());
            var same = fakes.seen().stream().filter(seen -> seen.requestId().equals(last)).count();
            assertEquals(2, same);
            assertEquals(before + 2, fakes.seen().size());
        }
    }

    @Test
    void send_nodeGone_isAnsweredByAnother() throws Exception {
        try (var fakes = new FakeCluster().answers(request -> OK);
                var transport =
                        new Transport(fakes.cluster(), FakeCluster.PATIENT, new ManualPacer())) {
            transport.health();
            fakes.node(1).close();
            assertEquals(200, transport.send(change()).answer().status());
            // The failed one is left alone for a while, which does not pass here.
            assertEquals(1, transport.send(read()).attempts());
        }
    }

    @Test
    void send_followerNamesTheLeader_goesThereNext() throws Exception {
        try (var fakes = new FakeCluster().answers(request -> OK)) {
            learnLeader(fakes);
            fakes.leader(3);
            fakes.node(1).answers(request -> BUSY);
            fakes.node(2).answers(request -> BUSY);
            var reply = fakes.transport().send(change());
            assertEquals(2, reply.attempts());
            assertEquals("3", reply.answer().header("x-strongroom-node").orElseThrow());
        }
    }

    @Test
    void send_allBusyWithRetryAfter_waitsThatLong() throws Exception {
        try (var fakes = new FakeCluster()) {
            fakes.answers(request -> fakes.seen().size() <= 3 ? BUSY.with("retry-after", "1") : OK);
            var start = System.nanoTime();
            var reply = fakes.transport().send(change());
            assertEquals(200, reply.answer().status());
            assertEquals(4, reply.attempts());
            assertTrue(System.nanoTime() - start >= Duration.ofMillis(990).toNanos());
            assertEquals(1, fakes.distinctRequestIds());
        }
    }

    @Test
    void send_withinLessThanTheTotal_givesUpByThen() throws Exception {
        var pacer = new ManualPacer();
        var begin = pacer.nanoTime();
        try (var fakes = new FakeCluster().answers(request -> BUSY);
                var transport = new Transport(fakes.cluster(), Tuning.defaults(), pacer)) {
            var reply = transport.send(change(), Duration.ofSeconds(3));
            assertEquals(503, reply.answer().status());
            assertTrue(reply.attempts() > 3);
            assertTrue(pacer.nanoTime() - begin <= Duration.ofSeconds(3).toNanos());
        }
    }

    @Test
    void send_throttled_waitsAndRepeats() throws Exception {
        try (var fakes = new FakeCluster()) {
            fakes.answers(request ->
                    fakes.seen().size() < 2
                            ? Response.error(429, "Throttled", "", "slow down")
                                    .with("retry-after", "1")
                            : OK);
            var start = System.nanoTime();
            assertEquals(2, fakes.transport().send(read()).attempts());
            assertTrue(System.nanoTime() - start >= Duration.ofMillis(990).toNanos());
        }
    }

    @Test
    void send_retryAfterBeyondTheTimeLimit_givesTheAnswerAtOnce() throws Exception {
        try (var fakes = new FakeCluster()) {
            fakes.answers(request -> Response.of(429, "").with("retry-after", "600"));
            var start = System.nanoTime();
            assertEquals(429, fakes.transport().send(read()).answer().status());
            assertTrue(System.nanoTime() - start < Duration.ofSeconds(30).toNanos());
        }
    }

    @Test
    void send_refused_isNotRepeated() throws Exception {
        for (int status : List.of(400, 401, 403, 404, 409, 413)) {
            try (var fakes = new FakeCluster().answers(request -> Response.of(status, ""))) {
                var reply = fakes.transport().send(change());
                assertEquals(status, reply.answer().status());
                assertEquals(1, fakes.seen().size());
                assertFalse(reply.outcomeUnknown());
            }
        }
    }

    @Test
    void send_unknownAuthority_isRefusedAtOnceWithNothingSent() {
        try (var fakes = new FakeCluster()) {
            var cluster =
                    new Cluster(
                            FakeCluster.VAULT,
                            null,
                            fakes.cluster().nodes(),
                            TestCa.other().trust());
            assertNotTrusted(cluster, fakes);
        }
    }

    @Test
    void send_certificateForAnotherName_isRefusedAtOnceWithNothingSent() {
        try (var fakes = new FakeCluster();
                var stranger = FakeNode.startAsStranger(1)) {
            var cluster =
                    new Cluster(
                            FakeCluster.VAULT,
                            null,
                            List.of(stranger.uri()),
                            TestCa.good().trust());
            assertNotTrusted(cluster, fakes);
            assertEquals(List.of(), stranger.seen());
        }
    }

    @Test
    void send_manyCallersAtOnce_allServed() throws Exception {
        var callers = Executors.newCachedThreadPool();
        try (var fakes = new FakeCluster().answers(request -> OK)) {
            learnLeader(fakes);
            var all = new ArrayList<Future<Reply>>();
            for (int i = 0; i < 256; i++) {
                all.add(callers.submit(() -> fakes.transport().send(change())));
            }
            for (var one : all) {
                assertEquals(200, one.get(120, TimeUnit.SECONDS).answer().status());
            }
        } finally {
            callers.shutdownNow();
        }
    }

    @Test
    void health_oneNodeGone_saysSo() throws Exception {
        try (var fakes = new FakeCluster()) {
            fakes.node(2).health("not-ready");
            fakes.node(3).close();
            var healths = fakes.transport().health();
            assertEquals("ready", status(healths.get(0)));
            assertEquals("not-ready", status(healths.get(1)));
            assertEquals("none", status(healths.get(2)));
        }
    }

    private static String status(NodeHealth node) {
        var health = node.health();
        return health == null ? "none" : health.status();
    }

    private static void assertNotTrusted(Cluster cluster, FakeCluster fakes) {
        try (var transport = new Transport(cluster, FakeCluster.PATIENT)) {
            var start = System.nanoTime();
            var failure = assertThrows(NoAnswerException.class, () -> transport.send(change()));
            var cause = assertInstanceOf(ExchangeException.class, failure.getCause());
            assertEquals(ExchangeException.Stage.NOT_TRUSTED, cause.stage());
            assertFalse(failure.outcomeUnknown());
            assertTrue(System.nanoTime() - start < Duration.ofSeconds(30).toNanos());
            assertEquals(List.of(), fakes.seen());
        }
    }

    /** Each node answers once, so that all ids are known. */
    private static void learnLeader(FakeCluster fakes) throws Exception {
        fakes.transport().health();
    }

    private static Call read() {
        return Call.read("GET", SECRET);
    }

    private static Call change() {
        return Call.change("PUT", SECRET, Content.ofUtf8("{}"));
    }
}
