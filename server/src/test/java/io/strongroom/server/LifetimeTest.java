package io.strongroom.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;

final class LifetimeTest {
    private final Lifetime lifetime = new Lifetime();

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
    void start_overBeforeTheEnd_doesNotRun() throws Exception {
        assertFalse(lifetime.start(() -> lifetime.end(() -> {})));
    }
}
