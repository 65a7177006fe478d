package io.strongroom.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;

import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

final class LifetimeTest {
    private final Lifetime lifetime = new Lifetime(Duration.ofMillis(50));

    @Test
    void start_thatSucceeds_runsUntilTheEnd() throws Exception {
        assertTrue(lifetime.start(() -> {}));
        lifetime.end(() -> {});
        lifetime.awaitEnd();
    }

    @Test
    void start_thatFails_isToldItsCaller() {
        StartupException refused =
                assertThrows(
                        StartupException.class,
                        () ->
                                lifetime.start(() -> {
                                    throw new StartupException("no port");
                                }));
        assertEquals("no port", refused.getMessage());
    }

    /** The node's own parts, as its shutdown hook leaves them to the thread that starts it. */
    @Test
    void start_toldToEndMeanwhile_isNoFailure() throws Exception {
        Duties duties =
                new Duties(
                        _ -> Opening.Progress.OPEN,
                        List.of(new Duties.Duty("tick", Duration.ofSeconds(1), () -> {})),
                        new Duties.Ends(_ -> {}, _ -> {}));
        boolean runs =
                lifetime.start(() -> {
                    lifetime.end(duties::close);
                    duties.start();
                });
        assertFalse(runs);
        lifetime.awaitEnd();
    }

    @Test
    void end_thatTakesLong_tellsWhereItIs() {
        Logger logger = (Logger) LoggerFactory.getLogger(Lifetime.class);
        ListAppender<ILoggingEvent> events = new ListAppender<>();
        events.list = new CopyOnWriteArrayList<>();
        events.start();
        logger.addAppender(events);
        try {
            lifetime.end(() -> awaitTwo(events.list));
        } finally {
            logger.detachAppender(events);
        }
        assertEquals(
                List.of("node_stopping", "node_stops_slowly", "node_stopped"),
                events.list.stream().map(ILoggingEvent::getMessage).toList());
        assertTrue(
                events.list.get(1).getKeyValuePairs().toString().contains("awaitTwo"),
                () -> events.list.get(1).getKeyValuePairs().toString());
    }

    private static void awaitTwo(List<ILoggingEvent> events) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (events.size() < 2 && System.nanoTime() - deadline < 0) {
            LockSupport.parkNanos(1_000_000);
        }
    }

    @Test
    void start_overBeforeTheEnd_doesNotRun() throws Exception {
        assertFalse(lifetime.start(() -> lifetime.end(() -> {})));
    }
}
