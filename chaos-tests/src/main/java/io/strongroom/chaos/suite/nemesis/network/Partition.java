package io.strongroom.chaos.suite.nemesis.network;

import io.strongroom.chaos.suite.nemesis.Ground;
import io.strongroom.chaos.suite.nemesis.Nemesis;
import io.strongroom.chaos.suite.nemesis.Steady;
import io.strongroom.chaos.suite.nemesis.Strike;
import io.strongroom.chaos.suite.nemesis.Victims;
import io.strongroom.chaos.suite.nemesis.process.Pause;
import io.strongroom.chaos.suite.stage.Host;
import io.strongroom.chaos.suite.stage.StageException;

import java.time.Duration;

/** One node is cut off; what it sends and is sent is lost without a word. */
public record Partition(Victims whom, Cut cut) implements Nemesis {
    public static final String KIND = "partition";

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public String label() {
        return "partition of " + whom.words() + ", " + cut.words();
    }

    @Override
    public boolean goesWith(String kind) {
        return kind.equals(Pause.KIND);
    }

    @Override
    public void strike(Ground ground, Duration hold) throws StageException, InterruptedException {
        new Strike(this, whom).carryOut(ground, hold, new Loss(cut));
    }

    /** How many packets a host has lost since it was cut off. */
    static Strike.Effect lost(Host host) throws StageException, InterruptedException {
        long packets = Cut.dropped(Steady.run(host, "iptables-save -c"));
        return new Strike.Effect(packets > 0, "%s lost %,d packets".formatted(host, packets));
    }

    private record Loss(Cut cut) implements Strike.Harm {
        @Override
        public void inject(Host host) throws StageException, InterruptedException {
            var _ = Steady.run(host, cut.commands());
        }

        @Override
        public Strike.Effect effect(Host host) throws StageException, InterruptedException {
            return lost(host);
        }

        @Override
        public void heal(Host host) throws StageException, InterruptedException {
            var _ = Steady.run(host, Cut.mending());
        }
    }
}
