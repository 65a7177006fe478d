package io.strongroom.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strongroom.client.api.ErrorCode;
import io.strongroom.client.fake.FakeCluster;
import io.strongroom.client.fake.Response;
import io.strongroom.client.transport.Transport;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

class ClientSecretTokensTest {
    private final FakeCluster fakes = new FakeCluster();
    private final AtomicLong now = new AtomicLong();
    private final ClientSecretTokens.Credential credential =
            new ClientSecretTokens.Credential(
                    FakeCluster.AUTHORITY, "tenant", "app", "pass & word");
    private final ClientSecretTokens tokens =
            new ClientSecretTokens(fakes.transport(), credential, now::get);

    private final Transport brief = new Transport(fakes.cluster(), FakeCluster.BRIEF);
    private final ClientSecretTokens impatient =
            new ClientSecretTokens(brief, credential, now::get);

    @AfterEach
    void close() {
        brief.close();
        fakes.close();
    }

    @Test
    void token_first_asksTheAuthorityOnANode() {
        fakes.answers(request -> grant("t1", 3600));
        assertEquals("t1", tokens.token());
        var seen = fakes.seen().get(0);
        assertEquals("POST", seen.method());
        assertEquals("/tenant/oauth2/v2.0/token", seen.target());
        assertEquals("login.localhost:8443", seen.header("host").orElseThrow());
        assertEquals("login.localhost", seen.sni());
        assertEquals(
                "grant_type=client_credentials&client_id=app&client_secret=pass+%26+word"
                        + "&scope=https%3A%2F%2Fvault.localhost%3A8443%2F.default",
                seen.body());
    }

    @Test
    void token_whileGood_isKept() {
        fakes.answers(request -> grant("t" + fakes.seen().size(), 3600));
        assertEquals("t1", tokens.token());
        pass(Duration.ofMinutes(54));
        assertEquals("t1", tokens.token());
        pass(Duration.ofMinutes(2));
        assertEquals("t2", tokens.token());
    }

    @Test
    void token_renewalFailsWhileTheOldIsGood_givesTheOld() {
        fakes.answers(
                request -> fakes.seen().size() == 1 ? grant("t1", 100) : Response.of(503, ""));
        assertEquals("t1", impatient.token());
        pass(Duration.ofSeconds(90));
        assertEquals("t1", impatient.token());
        pass(Duration.ofSeconds(11));
        assertThrows(StrongroomException.class, impatient::token);
    }

    @Test
    void refused_theCurrent_isReplaced() {
        fakes.answers(request -> grant("t" + fakes.seen().size(), 3600));
        tokens.refused(tokens.token());
        assertEquals("t2", tokens.token());
        tokens.refused("t1");
        assertEquals("t2", tokens.token(), "a late refusal of an old token changes nothing");
    }

    @Test
    void token_manyCallersAtOnce_asksOnce() throws Exception {
        fakes.answers(request -> grant("t1", 3600));
        var callers = Executors.newCachedThreadPool();
        try {
            var all = new ArrayList<Future<String>>();
            for (int i = 0; i < 64; i++) {
                all.add(callers.submit(tokens::token));
            }
            for (var one : all) {
                assertEquals("t1", one.get(60, TimeUnit.SECONDS));
            }
        } finally {
            callers.shutdownNow();
        }
        assertEquals(1, fakes.seen().size());
    }

    @Test
    void token_whileAFetchFails_waitersFailWithItAndFetchNothing() throws Exception {
        var asked = new CountDownLatch(1);
        var answer = new CountDownLatch(1);
        fakes.answers(request -> {
            asked.countDown();
            return answered(answer) ? Response.of(400, "{\"error\":\"refused\"}") : Response.DROP;
        });
        var callers = Executors.newCachedThreadPool();
        try {
            var all = new ArrayList<Future<String>>();
            all.add(callers.submit(tokens::token));
            assertTrue(asked.await(60, TimeUnit.SECONDS));
            var waiting = new ArrayList<Thread>();
            for (int i = 0; i < 8; i++) {
                var started = new CompletableFuture<Thread>();
                all.add(
                        callers.submit(() -> {
                            started.complete(Thread.currentThread());
                            return tokens.token();
                        }));
                waiting.add(started.get(60, TimeUnit.SECONDS));
            }
            while (waiting.stream().anyMatch(one -> one.getState() != Thread.State.WAITING)) {
                Thread.onSpinWait();
            }
            answer.countDown();
            for (var one : all) {
                var e = assertThrows(ExecutionException.class, () -> one.get(60, TimeUnit.SECONDS));
                assertInstanceOf(StrongroomException.class, e.getCause());
            }
        } finally {
            answer.countDown();
            callers.shutdownNow();
        }
        assertEquals(1, fakes.seen().size());
    }

    private static boolean answered(CountDownLatch answer) {
        try {
            return answer.await(120, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Test
    void token_nodeGone_isGivenByAnother() {
        fakes.answers(request -> grant("t1", 3600));
        fakes.node(1).close();
        fakes.node(2).close();
        assertEquals("t1", tokens.token());
    }

    @Test
    void token_refusedCaller_saysWhy() {
        fakes.answers(request ->
                Response.of(
                        401,
                        "{\"error\":\"invalid_client\",\"error_description\":"
                                + "\"AADSTS7000215: wrong secret\"}"));
        var e = assertThrows(StrongroomException.class, tokens::token);
        assertEquals(ErrorCode.UNAUTHORIZED, e.code());
        assertTrue(String.valueOf(e.getMessage()).contains("AADSTS7000215"));
        assertFalse(credential.toString().contains("pass"));
        assertEquals(List.of("/tenant/oauth2/v2.0/token"), targets());
    }

    @Test
    void token_answerWithoutToken_isMalformed() {
        fakes.answers(request -> Response.of(200, "{}"));
        assertEquals(
                ErrorCode.INTERNAL_ERROR,
                assertThrows(StrongroomException.class, tokens::token).code());
    }

    private List<String> targets() {
        return fakes.seen().stream().map(seen -> seen.target()).toList();
    }

    private void pass(Duration duration) {
        now.addAndGet(duration.toNanos());
    }

    private static Response grant(String token, int seconds) {
        return Response.of(
                200,
                "{\"token_type\":\"Bearer\",\"expires_in\":%d,\"access_token\":\"%s\"}"
                        .formatted(seconds, token));
    }
}
