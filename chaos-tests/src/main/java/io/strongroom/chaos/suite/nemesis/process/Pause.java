package io.strongroom.chaos.suite.nemesis.process;

import io.strongroom.chaos.suite.nemesis.Ground;
import io.strongroom.chaos.suite.nemesis.Nemesis;
import io.strongroom.chaos.suite.nemesis.Strike;
import io.strongroom.chaos.suite.nemesis.Victims;
import io.strongroom.chaos.suite.stage.Host;
import io.strongroom.chaos.suite.stage.StageException;

import java.time.Duration;

/** All threads of a node stand still, and go on some time later as if nothing had been. */
public record Pause(Victims whom, Length length) implements Nemesis {
    public static final String KIND = "pause";

    /** How long it stands still. */
    public enum Length {
        ANY(""),
        /** Longer than connections and leases are kept. */
        LONG(", long");

        private static final Duration AT_LEAST = Duration.ofSeconds(15);

        private final String words;

        Length(String words) {
            this.words = words;
        }
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public String label() {
        return "pause of " + whom.words() + length.words;
    }

    @Override
    public Duration lasts(Duration drawn) {
        return switch (length) {
            case ANY -> drawn;
            case LONG -> Length.AT_LEAST.plus(drawn.dividedBy(4));
        };
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
