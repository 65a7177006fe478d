package io.strongroom.server.duty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;

import io.strongroom.hsm.FakeRootKey;
import io.strongroom.hsm.HsmException.Kind;
import io.strongroom.hsm.RootKeyTrouble;
import io.strongroom.server.fake.ManualNanos;
import io.strongroom.server.telemetry.Obstacles;

import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

final class RootKeyWatchTest {
    private static final Duration GRACE = Duration.ofMinutes(10);

    private final FakeRootKey rootKey = new FakeRootKey();
    private final Obstacles obstacles = new Obstacles();
    private final ManualNanos nanos = new ManualNanos();
    private final AtomicInteger wipes = new AtomicInteger();
    private final RootKeyWatch watch =
            new RootKeyWatch(
                    rootKey::trouble,
                    obstacles,
                    new RootKeyWatch.Grace(GRACE, nanos, wipes::incrementAndGet));

    @Test
    void run_whileTheKeyIsAway_wipesWhenTheGraceIsOverAndNotBefore() {
        watch.run();
        assertFalse(obstacles.has(Obstacles.Cause.ROOT_KEY));
        rootKey.setAvailable(false);
        watch.run();
        assertEquals(
                Optional.of("the root key is away: the fake root key was switched off"),
                obstacles.any());
        nanos.advance(GRACE.minusNanos(1));
        watch.run();
        assertEquals(0, wipes.get());
        nanos.advance(Duration.ofNanos(1));
        watch.run();
        assertEquals(1, wipes.get());
        watch.run();
        assertEquals(2, wipes.get(), "what came back in between goes as well");
    }

    @Test
    void run_whenTheKeyCameBackInBetween_countsAnew() {
        rootKey.setAvailable(false);
        watch.run();
        nanos.advance(GRACE.minusNanos(1));
        rootKey.setAvailable(true);
        watch.run();
        assertFalse(obstacles.has(Obstacles.Cause.ROOT_KEY));
        rootKey.setAvailable(false);
        watch.run();
        nanos.advance(GRACE.minusNanos(1));
        watch.run();
        assertEquals(0, wipes.get());
    }

    @Test
    void run_whileTheKeyIsAway_tellsOnceAndAgainWhenTheKindChanges() {
        var logger = (Logger) LoggerFactory.getLogger(Obstacles.class);
        ListAppender<ILoggingEvent> logged = new ListAppender<>();
        logged.start();
        logger.addAppender(logged);
        try {
            runOver(Kind.UNAVAILABLE, "the HSM does not work");
            runOver(Kind.UNAVAILABLE, "no token");
            runOver(Kind.CONFIGURATION, "refused the PIN");
            runOver(Kind.CONFIGURATION, "refused the PIN and is not asked again");
        } finally {
            logger.detachAppender(logged);
        }
        assertEquals(
                List.of(
                        "obstacle_met the root key is away: the HSM does not work",
                        "obstacle_met the root key is away: refused the PIN"),
                logged.list.stream()
                        .map(event ->
                                event.getMessage() + " " + event.getKeyValuePairs().getLast().value)
                        .toList());
        assertEquals(
                Optional.of("the root key is away: refused the PIN and is not asked again"),
                obstacles.any());
    }

    private void runOver(Kind kind, String reason) {
        new RootKeyWatch(
                        () -> Optional.of(new RootKeyTrouble(kind, reason)),
                        obstacles,
                        new RootKeyWatch.Grace(GRACE, nanos, wipes::incrementAndGet))
                .run();
    }
}
