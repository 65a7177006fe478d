package io.strongroom.chaos.suite.nemesis.process;

import io.strongroom.chaos.suite.nemesis.Ground;
import io.strongroom.chaos.suite.nemesis.Nemesis;
import io.strongroom.chaos.suite.nemesis.Strike;
import io.strongroom.chaos.suite.nemesis.Victims;
import io.strongroom.chaos.suite.stage.Host;
import io.strongroom.chaos.suite.stage.StageException;

import java.time.Duration;

/** {@code kill -9}, and a start some time later. */
public record Kill(Victims whom) implements Nemesis {
    public static final String KIND = "kill";

    private static final long KILLED = 137;

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public String label() {
        return "kill -9 of " + whom.words();
    }

    @Override
    public void strike(Ground ground, Duration hold) throws StageException, InterruptedException {
        new Strike(this, whom).carryOut(ground, hold, new Death());
    }

    private static final class Death implements Strike.Harm {
        @Override
        public void inject(Host host) throws StageException {
            host.kill();
        }

        @Override
        public Strike.Effect effect(Host host) throws StageException {
            Host.State state = host.state();
            return new Strike.Effect(
                    !state.running() && state.exitCode() == KILLED,
                    host + (state.running() ? " runs" : " ended with " + state.exitCode()));
        }

        @Override
        public void heal(Host host) throws StageException {
            if (!host.state().running()) {
                host.start();
            }
        }
    }
}
