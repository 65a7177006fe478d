package io.strongroom.chaos.suite.nemesis.host;

import io.strongroom.chaos.suite.nemesis.Ground;
import io.strongroom.chaos.suite.nemesis.Nemesis;
import io.strongroom.chaos.suite.nemesis.Strike;
import io.strongroom.chaos.suite.nemesis.Victims;
import io.strongroom.chaos.suite.nemesis.network.Partition;
import io.strongroom.chaos.suite.nemesis.process.Kill;
import io.strongroom.chaos.suite.nemesis.process.Pause;
import io.strongroom.chaos.suite.stage.Host;
import io.strongroom.chaos.suite.stage.StageException;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Whatever a node forces to its disk takes a tenth of a second to a half longer. */
public record SlowDisk(Victims whom) implements Nemesis {
    private static final String KIND = "slow-disk";
    private static final long MIN_DELAY_MILLIS = 100;
    private static final long MAX_DELAY_MILLIS = 500;

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public String label() {
        return "slow disk of " + whom.words();
    }

    @Override
    public boolean goesWith(String kind) {
        return List.of(Clock.KIND, Kill.KIND, Partition.KIND, Pause.KIND).contains(kind);
    }

    @Override
    public boolean needsPreload() {
        return true;
    }

    @Override
    public void strike(Ground ground, Duration hold) throws StageException, InterruptedException {
        Duration delay =
                Duration.ofMillis(ground.random().nextLong(MIN_DELAY_MILLIS, MAX_DELAY_MILLIS));
        new Strike(this, whom, false).carryOut(ground, hold, new Delay(delay, new HashMap<>()));
    }

    /**
     * The harm.
     *
     * @param before how many syncs each node had delayed already
     */
    private record Delay(Duration delay, Map<Integer, Long> before) implements Strike.Harm {
        @Override
        public void inject(Host host) throws StageException {
            before.put(host.id(), host.faults().syncsDelayed());
            host.faults().setSyncDelay(delay);
        }

        @Override
        public Strike.Effect effect(Host host) throws StageException {
            long syncs =
                    host.faults().syncsDelayed() - before.getOrDefault(host.id(), Long.MAX_VALUE);
            return new Strike.Effect(
                    syncs > 0,
                    "%s waited %,d times %d ms longer for its disk"
                            .formatted(host, syncs, delay.toMillis()));
        }

        @Override
        public void heal(Host host) throws StageException {
            host.faults().setSyncDelay(Duration.ZERO);
        }

        @Override
        public boolean silences() {
            return false;
        }
    }
}
