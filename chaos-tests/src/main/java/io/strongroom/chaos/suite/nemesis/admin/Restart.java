package io.strongroom.chaos.suite.nemesis.admin;

import io.strongroom.chaos.suite.admin.Rolling;
import io.strongroom.chaos.suite.admin.Rolling.LeadersTurn;
import io.strongroom.chaos.suite.nemesis.Deed;
import io.strongroom.chaos.suite.nemesis.Ground;
import io.strongroom.chaos.suite.nemesis.Nemesis;
import io.strongroom.chaos.suite.nemesis.Strike;
import io.strongroom.chaos.suite.stage.StageException;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** An operator restarts all nodes, one after the other. It lasts as long as that takes. */
public record Restart(LeadersTurn turn) implements Nemesis {
    @Override
    public String kind() {
        return "restart";
    }

    @Override
    public String label() {
        return "rolling restart, leader " + turn.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public Duration lasts(Duration drawn) {
        return Duration.ofSeconds(60);
    }

    @Override
    public void strike(Ground ground, Duration hold) throws StageException, InterruptedException {
        new Deed(this, label())
                .carryOut(ground, new Round(ground, turn, ground.stage().distribution()));
    }

    /** All nodes once. */
    private record Round(Ground ground, LeadersTurn turn, Path distribution) implements Deed.Steps {
        @Override
        public void take(List<Strike.Effect> seen) throws StageException, InterruptedException {
            var _ = ground.leader();
            ground.rolling().all(distribution, turn, ground.random()).stream()
                    .map(Restart::effect)
                    .forEach(seen::add);
        }

        @Override
        public void heal() throws StageException {
            ground.rolling().startWhatIsDown();
        }
    }

    static Strike.Effect effect(Rolling.Restart restart) {
        return restart.evidence().restarted()
                ? Strike.Effect.right(restart.evidence().clean(), restart.words())
                : new Strike.Effect(false, restart.words());
    }
}
