package io.strongroom.server.key;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.strongroom.client.api.ErrorCode;
import io.strongroom.hsm.key.BadInputException;
import io.strongroom.hsm.key.Curve;
import io.strongroom.hsm.key.KeyPair;
import io.strongroom.hsm.key.KeySpec;
import io.strongroom.hsm.key.RsaNumbers;
import io.strongroom.server.fake.GatedEngine;
import io.strongroom.server.http.ApiException;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.math.BigInteger;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/** Of a maker with one thread, which makes a pair from the beginning on until the gate opens. */
final class KeyMakerTest {
    private static final KeySpec RSA = new KeySpec.Rsa(2048);

    private final GatedEngine engine = new GatedEngine();
    private final KeyMaker maker = new KeyMaker(engine, 1, Duration.ofSeconds(4));
    private final ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor();
    private final Future<KeyPair> first = callers.submit(() -> maker.make(RSA));

    @BeforeEach
    void awaitTheFirst() throws InterruptedException {
        engine.awaitBegun();
    }

    @AfterEach
    void close() {
        engine.open();
        callers.close();
        maker.close();
    }

    private void closeTheFirst() throws InterruptedException, ExecutionException {
        engine.open();
        try (KeyPair pair = first.get()) {
            assertEquals(RSA, pair.publicPart().spec());
        }
    }

    @Test
    void make_whoseTurnDoesNotComeInTime_isRefusedAndNeverMade()
            throws InterruptedException, ExecutionException {
        ApiException refusal = assertThrows(ApiException.class, () -> maker.make(RSA));
        assertEquals(ErrorCode.THROTTLED, refusal.code());
        // The first has waited as long, but was begun.
        closeTheFirst();
        maker.make(RSA).close();
        assertEquals(2, engine.rsaPairs());
    }

    @Test
    void make_onACurveWhileEveryThreadLooksForPrimes_isDoneOnTheSpot()
            throws InterruptedException, ExecutionException {
        for (Curve curve : Curve.values()) {
            maker.make(new KeySpec.Ec(curve)).close();
        }
        assertFalse(first.isDone());
        closeTheFirst();
    }

    /** As expensive to refuse as any: without primes, and nothing shows before they are sought. */
    private static RsaNumbers wrong() {
        SecureRandom random = new SecureRandom();
        BigInteger n = new BigInteger(2047, random).setBit(2047).setBit(0);
        BigInteger d = new BigInteger(2046, random).setBit(0);
        return new RsaNumbers(n, BigInteger.valueOf(65_537), d, null, null, null, null, null);
    }

    @Test
    void take_ofEightWrongKeys_isNotDoneOnTheirCallersThreads()
            throws InterruptedException, ExecutionException {
        Callable<Exception> one = () -> assertThrows(Exception.class, () -> maker.take(wrong()));
        List<Future<Exception>> eight =
                callers.invokeAll(IntStream.range(0, 8).mapToObj(_ -> one).toList());
        // None was looked at, or it would be known to be wrong.
        for (Future<Exception> refused : eight) {
            assertEquals(
                    ErrorCode.THROTTLED,
                    assertInstanceOf(ApiException.class, refused.get()).code());
        }
        closeTheFirst();
        assertThrows(BadInputException.class, () -> maker.take(wrong()));
    }

    @Test
    void close_whileSomeWait_refusesThem() throws InterruptedException {
        Future<KeyPair> waiting = callers.submit(() -> maker.make(RSA));
        maker.close();
        ExecutionException e = assertThrows(ExecutionException.class, waiting::get);
        assertInstanceOf(ApiException.class, e.getCause());
        assertThrows(ExecutionException.class, first::get);
    }
}
