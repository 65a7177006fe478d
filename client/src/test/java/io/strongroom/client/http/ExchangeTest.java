package io.strongroom.client.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strongroom.client.fake.FakeCluster;
import io.strongroom.client.fake.FakeNode;
import io.strongroom.client.fake.Response;
import io.strongroom.client.fake.TestCa;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

class ExchangeTest {
    private static final Call CALL = Call.read("GET", FakeCluster.VAULT.resolve("/secrets/a"));

    private final FakeCluster fakes = new FakeCluster();
    private final FakeNode node = fakes.node(1);
    private final Exchange exchange =
            new Exchange(TestCa.good().trust(), 1, 1, Duration.ofSeconds(20));
    private final CountDownLatch arrived = new CountDownLatch(1);
    private final CountDownLatch hold = new CountDownLatch(1);

    @AfterEach
    void close() {
        hold.countDown();
        exchange.close();
        fakes.close();
    }

    @Test
    void send_allConnectionsInUse_saysThatNothingWasSent() throws Exception {
        node.answers(request -> held());
        var caller = Executors.newSingleThreadExecutor();
        try {
            var first = caller.submit(() -> exchange.send(node.uri(), CALL, Duration.ofMinutes(2)));
            assertTrue(arrived.await(60, TimeUnit.SECONDS));
            assertEquals(ExchangeException.Stage.CROWDED, failure(Duration.ofMillis(100)));
            hold.countDown();
            assertEquals(200, first.get(60, TimeUnit.SECONDS).status());
        } finally {
            caller.shutdownNow();
        }
        assertEquals(1, node.seen().size());
    }

    @Test
    void send_noAnswerInTime_mayHaveBeenDone() {
        node.answers(request -> held());
        var start = System.nanoTime();
        assertEquals(ExchangeException.Stage.SENT, failure(Duration.ofSeconds(3)));
        assertTrue(System.nanoTime() - start < Duration.ofSeconds(30).toNanos());
    }

    /** It has the connection, and is too busy to greet. */
    @Test
    void send_nodeThatNeverGreets_endsInTime() throws Exception {
        try (var silent = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.9"))) {
            var address = URI.create("https://127.0.0.9:" + silent.getLocalPort());
            var start = System.nanoTime();
            assertThrows(
                    ExchangeException.class,
                    () -> exchange.send(address, CALL, Duration.ofMillis(300)));
            var taken = Duration.ofNanos(System.nanoTime() - start);
            assertTrue(taken.compareTo(Duration.ofSeconds(20)) < 0, taken::toString);
        }
    }

    @Test
    void send_nodeGone_saysThatNothingWasSent() {
        node.close();
        assertEquals(ExchangeException.Stage.NOT_SENT, failure(Duration.ofSeconds(5)));
    }

    private ExchangeException.Stage failure(Duration timeout) {
        return assertThrows(ExchangeException.class, () -> exchange.send(node.uri(), CALL, timeout))
                .stage();
    }

    private Response held() {
        arrived.countDown();
        try {
            return hold.await(120, TimeUnit.SECONDS) ? Response.of(200, "") : Response.DROP;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Response.DROP;
        }
    }
}
