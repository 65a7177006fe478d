package io.strongroom.chaos.suite.nemesis.process;

import io.strongroom.chaos.history.record.OpenFault;
import io.strongroom.chaos.suite.nemesis.Ground;
import io.strongroom.chaos.suite.nemesis.Nemesis;
import io.strongroom.chaos.suite.nemesis.Victims;
import io.strongroom.chaos.suite.stage.Host;
import io.strongroom.chaos.suite.stage.StageException;

import java.time.Duration;
import java.util.List;

/**
 * A node stands still again and again, for a tenth of a second to one and a half, and for the time
 * that it takes to see that.
 */
public record Stutter(Victims whom) implements Nemesis {
    private static final long MIN_STILL_MILLIS = 100;
    private static final long MAX_STILL_MILLIS = 1_500;
    private static final long MIN_RUN_MILLIS = 100;
    private static final long MAX_RUN_MILLIS = 700;

    @Override
    public String kind() {
        return Pause.KIND;
    }

    @Override
    public String label() {
        return "short pauses of " + whom.words();
    }

    @Override
    public void strike(Ground ground, Duration hold) throws StageException, InterruptedException {
        int leader = ground.leader();
        List<Host> victims = whom.among(ground.stage().hosts(), leader, ground.random());
        OpenFault fault =
                ground.recorder()
                        .beginFault(
                                kind(),
                                "%s (%s), %.1f s"
                                        .formatted(
                                                label(),
                                                Victims.names(victims),
                                                hold.toMillis() / 1000.0));
        Stops stops = new Stops();
        try {
            long start = System.nanoTime();
            while (System.nanoTime() - start < hold.toNanos()) {
                for (Host victim : victims) {
                    stops.once(
                            victim, ground.random().nextLong(MIN_STILL_MILLIS, MAX_STILL_MILLIS));
                }
                Thread.sleep(ground.random().nextLong(MIN_RUN_MILLIS, MAX_RUN_MILLIS));
            }
        } finally {
            fault.healed(stops.count > 0, stops.words());
        }
    }

    private static final class Stops {
        private int count;
        private long nanos;

        void once(Host host, long millis) throws StageException, InterruptedException {
            host.standStill();
            long start = System.nanoTime();
            try {
                Thread.sleep(millis);
                count += host.run("ps", "-o", "stat=", "-p", "1").startsWith("T") ? 1 : 0;
            } finally {
                host.goOn();
                nanos += System.nanoTime() - start;
            }
        }

        String words() {
            return "stood still %d times, %.1f s in all".formatted(count, nanos / 1e9);
        }
    }
}
