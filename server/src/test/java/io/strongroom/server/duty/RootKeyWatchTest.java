package io.strongroom.server.duty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.strongroom.hsm.FakeRootKey;
import io.strongroom.server.fake.ManualNanos;
import io.strongroom.server.telemetry.Obstacles;

import org.junit.jupiter.api.Test;

import java.time.Duration;
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
}
