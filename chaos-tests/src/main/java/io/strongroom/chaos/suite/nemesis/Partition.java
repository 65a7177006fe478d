package io.strongroom.chaos.suite.nemesis;

import io.strongroom.chaos.suite.stage.Host;
import io.strongroom.chaos.suite.stage.StageException;

import java.time.Duration;

/** One node is cut off; what it sends and is sent is lost without a word. */
public record Partition(Victims whom, Cut cut) implements Nemesis {
    @Override
    public String kind() {
        return "partition";
    }

    @Override
    public String label() {
        return "partition of " + whom.words() + ", " + cut.words();
    }

    @Override
    public void strike(Ground ground, Duration hold) throws StageException, InterruptedException {
        new Strike(this, whom).carryOut(ground, hold, new Loss(cut));
    }

    private record Loss(Cut cut) implements Strike.Harm {
        @Override
        public void inject(Host host) throws StageException, InterruptedException {
            var _ = host.run("sh", "-c", cut.commands());
        }

        @Override
        public Strike.Effect effect(Host host) throws StageException, InterruptedException {
            long packets = Cut.dropped(host.run("iptables-save", "-c"));
            return new Strike.Effect(packets > 0, "%s lost %,d packets".formatted(host, packets));
        }

        @Override
        public void heal(Host host) throws StageException, InterruptedException {
            var _ = host.run("sh", "-c", Cut.mending());
        }
    }
}
