package io.strongroom.server.duty;

import io.strongroom.hsm.RootKeyTrouble;
import io.strongroom.server.telemetry.Obstacles;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Says when the root key's device does not answer. What is unwrapped already goes on being served
 * for a stated time; then it is wiped. For one thread.
 */
public final class RootKeyWatch implements Runnable {
    private final Supplier<Optional<RootKeyTrouble>> trouble;
    private final Obstacles obstacles;
    private final Grace grace;
    private OptionalLong awaySince = OptionalLong.empty();

    /**
     * What happens when the root key stays away.
     *
     * @param time for how long what is unwrapped is used without it
     * @param nanos monotonic
     * @param wipe forgets what is unwrapped; may be called again and again
     */
    public record Grace(Duration time, LongSupplier nanos, Runnable wipe) {}

    /**
     * @param trouble why the root keys do not answer
     */
    public RootKeyWatch(
            Supplier<Optional<RootKeyTrouble>> trouble, Obstacles obstacles, Grace grace) {
        this.trouble = trouble;
        this.obstacles = obstacles;
        this.grace = grace;
    }

    @Override
    public void run() {
        Optional<RootKeyTrouble> why = trouble.get();
        if (why.isEmpty()) {
            awaySince = OptionalLong.empty();
            obstacles.set(Obstacles.Cause.ROOT_KEY, Optional.empty());
            return;
        }
        long now = grace.nanos().getAsLong();
        if (awaySince.isEmpty()) {
            awaySince = OptionalLong.of(now);
        }
        obstacles.meet(
                Obstacles.Cause.ROOT_KEY,
                why.get().kind(),
                "the root key is away: " + why.get().reason());
        if (now - awaySince.getAsLong() >= grace.time().toNanos()) {
            // Each time: a request may have had one unwrapped in a moment when the key answered.
            grace.wipe().run();
        }
    }
}
