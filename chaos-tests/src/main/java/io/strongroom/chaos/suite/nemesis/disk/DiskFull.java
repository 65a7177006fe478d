package io.strongroom.chaos.suite.nemesis.disk;

import io.strongroom.chaos.suite.nemesis.Ground;
import io.strongroom.chaos.suite.nemesis.Nemesis;
import io.strongroom.chaos.suite.nemesis.Strike;
import io.strongroom.chaos.suite.nemesis.Victims;
import io.strongroom.chaos.suite.stage.Host;
import io.strongroom.chaos.suite.stage.StageException;
import io.strongroom.chaos.suite.stage.Watch;
import io.strongroom.client.api.HealthJson;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * A disk has not a page left, and some time later room again. A node that halted is started again,
 * as a supervisor would, when there is room.
 */
public record DiskFull(Victims whom) implements Nemesis {
    /** A node looks at its disk every few seconds, and the others then have to elect. */
    private static final Duration SHORTEST = Duration.ofSeconds(15);

    private static final Duration SUPERVISED_FOR = Duration.ofMinutes(1);
    private static final Duration POLL = Duration.ofMillis(300);
    private static final long HALTED = 70;

    /** What a supervisor starts again by itself; the second met the full disk at its start. */
    private static final Set<Long> ASKS_FOR_A_START = Set.of(HALTED, 75L);

    @Override
    public String kind() {
        return "disk-full";
    }

    @Override
    public String label() {
        return "full disk of " + whom.words();
    }

    @Override
    public void strike(Ground ground, Duration hold) throws StageException, InterruptedException {
        Duration longer = hold.compareTo(SHORTEST) < 0 ? hold.plus(SHORTEST) : hold;
        new Strike(this, whom).carryOut(ground, longer, new Fullness(ground.watch()));
        supervise(ground);
    }

    /** What failed just before there was room may end a node only now. */
    private static void supervise(Ground ground) throws StageException, InterruptedException {
        long start = System.nanoTime();
        while (!ground.watch().allServe() && System.nanoTime() - start < SUPERVISED_FOR.toNanos()) {
            for (Host host : ground.stage().hosts()) {
                Host.State state = host.state();
                if (!state.running() && ASKS_FOR_A_START.contains(state.exitCode())) {
                    host.start();
                }
            }
            Thread.sleep(POLL);
        }
    }

    private static final class Fullness implements Strike.Harm {
        private static final Duration SAID_WITHIN = Duration.ofSeconds(15);

        private final Watch watch;

        Fullness(Watch watch) {
            this.watch = watch;
        }

        @Override
        public void inject(Host host) throws StageException, InterruptedException {
            new Balloon(host.disk()).fill();
        }

        @Override
        public Strike.Effect effect(Host host) throws StageException, InterruptedException {
            long start = System.nanoTime();
            while (System.nanoTime() - start < SAID_WITHIN.toNanos()) {
                // The node may have made room by removing something.
                new Balloon(host.disk()).fill();
                long free = host.disk().freeBytes();
                Host.State state = host.state();
                if (!state.running()) {
                    return Strike.Effect.right(
                            ASKS_FOR_A_START.contains(state.exitCode()),
                            "%s with %,d bytes free halted with %d, and was started again"
                                    .formatted(host, free, state.exitCode()));
                }
                Optional<String> refusal =
                        watch.health(host.id())
                                .map(HealthJson::reason)
                                .filter(reason -> reason.contains("disk"));
                if (refusal.isPresent()) {
                    return new Strike.Effect(
                            true,
                            "%s with %,d bytes free: %s".formatted(host, free, refusal.get()));
                }
                Thread.sleep(POLL);
            }
            return new Strike.Effect(false, host + " did not mind");
        }

        @Override
        public void heal(Host host) throws StageException {
            new Balloon(host.disk()).burst();
            if (!host.state().running()) {
                host.start();
            }
        }
    }
}
