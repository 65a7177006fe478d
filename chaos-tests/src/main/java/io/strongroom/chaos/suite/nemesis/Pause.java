package io.strongroom.chaos.suite.nemesis;

import io.strongroom.chaos.suite.stage.Host;
import io.strongroom.chaos.suite.stage.StageException;

import java.time.Duration;

/** All threads of a node stand still, and go on some time later as if nothing had been. */
public record Pause(Victims whom) implements Nemesis {
    @Override
    public String kind() {
        return "pause";
    }

    @Override
    public String label() {
        return "pause of " + whom.words();
    }

    @Override
    public void strike(Ground ground, Duration hold) throws StageException, InterruptedException {
        new Strike(this, whom).carryOut(ground, hold, new Standstill());
    }

    private static final class Standstill implements Strike.Harm {
        @Override
        public void inject(Host host) throws StageException {
            host.pause();
        }

        @Override
        public Strike.Effect effect(Host host) throws StageException {
            boolean paused = host.state().paused();
            return new Strike.Effect(paused, host + (paused ? " stood still" : " ran on"));
        }

        @Override
        public void heal(Host host) throws StageException {
            if (host.state().paused()) {
                host.resume();
            }
        }
    }
}
