package io.strongroom.chaos.suite.nemesis.disk;

import io.strongroom.chaos.suite.nemesis.Ground;
import io.strongroom.chaos.suite.nemesis.Nemesis;
import io.strongroom.chaos.suite.nemesis.Strike;
import io.strongroom.chaos.suite.nemesis.Victims;
import io.strongroom.chaos.suite.stage.Host;
import io.strongroom.chaos.suite.stage.StageException;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;

/**
 * A file of one node is cut off or has a bit flipped while the node is down. Started again, it
 * serves, because the bytes were of no use or the harm was found and mended, or it refuses and
 * names a remedy, which is then carried out. Whether what it serves is right is for the checks and
 * the comparison of the replicas.
 *
 * <p>Not covered: damage to two nodes at a time, to the file with the vote, and while a node runs.
 */
public record Damage(Damageable target, boolean cut) implements Nemesis {
    @Override
    public String kind() {
        return "damage";
    }

    @Override
    public String label() {
        return (cut ? "a cut in " : "a flipped bit in ") + target.words() + " of a follower";
    }

    @Override
    public Duration lasts(Duration drawn) {
        return Duration.ofSeconds(30);
    }

    @Override
    public void strike(Ground ground, Duration hold) throws StageException, InterruptedException {
        Strike strike = new Strike(this, Victims.FOLLOWER);
        strike.carryOut(ground, hold, new Harm(this, ground, new Remedy(ground)));
    }

    private static final class Harm implements Strike.Harm {
        private static final Duration DOWN_WITHIN = Duration.ofMinutes(1);
        private static final Duration SNAPSHOT_WITHIN = Duration.ofMinutes(3);
        private static final int LOOKS = 5;
        private static final int HITS = 4;
        private static final Duration POLL = Duration.ofMillis(200);

        private final Damage damage;
        private final Ground ground;
        private final Remedy remedy;
        private String done = "";

        /** Whether the node was told to stop and ended otherwise. */
        private boolean unclean;

        Harm(Damage damage, Ground ground, Remedy remedy) {
            this.damage = damage;
            this.ground = ground;
            this.remedy = remedy;
        }

        @Override
        public void inject(Host host) throws StageException, InterruptedException {
            if (damage.target == Damageable.SNAPSHOT) {
                awaitSnapshot(host);
            }
            done = damaged(host);
        }

        /** A purge has every node make one, within the time that its configuration gives. */
        private void awaitSnapshot(Host host) throws StageException, InterruptedException {
            if (!files(host).isEmpty()) {
                return;
            }
            ground.operator().purgeOne();
            long start = System.nanoTime();
            while (files(host).isEmpty()) {
                if (System.nanoTime() - start > SNAPSHOT_WITHIN.toNanos()) {
                    throw new StageException(host + " has made no snapshot");
                }
                Thread.sleep(POLL);
            }
        }

        private String damaged(Host host) throws StageException, InterruptedException {
            boolean killed = ground.random().nextBoolean();
            if (killed) {
                host.kill();
            } else {
                host.stop();
            }
            long start = System.nanoTime();
            while (host.state().running()) {
                if (System.nanoTime() - start > DOWN_WITHIN.toNanos()) {
                    throw new StageException(host + " does not end");
                }
                Thread.sleep(POLL);
            }
            long code = host.state().exitCode();
            unclean = unclean || (!killed && code != 0);
            return "%s was %s (%d); %s"
                    .formatted(host, killed ? "killed" : "stopped", code, hit(host));
        }

        private List<Path> files(Host host) throws StageException {
            for (int left = LOOKS - 1; ; left--) {
                try {
                    return damage.target.files(host.disk().folder());
                } catch (IOException | UncheckedIOException e) {
                    // The node that runs has just removed a folder of it, perhaps.
                    if (left == 0) {
                        throw new StageException("the file to damage is not to be had: " + e, e);
                    }
                }
            }
        }

        private String hit(Host host) throws StageException {
            Path folder = host.disk().folder();
            RandomGenerator random = ground.random();
            List<Path> inTurn = new ArrayList<>(files(host));
            Collections.shuffle(inTurn, Random.from(random));
            try {
                for (Path file : inTurn) {
                    String what = Damageable.damage(file, damage.cut, random);
                    if (!what.isEmpty()) {
                        return folder.relativize(file) + ": " + what;
                    }
                }
            } catch (IOException e) {
                throw new StageException("the file to damage is not to be had: " + e, e);
            }
            throw new StageException(
                    "%s has nothing on its disk of %s".formatted(host, damage.target.words()));
        }

        /** Until something is noticed: some bytes are of no use to a node that starts. */
        @Override
        public Strike.Effect effect(Host host) throws StageException, InterruptedException {
            Strike.Effect after = remedy.startAndMend(host);
            String evidence = done + "; " + after.evidence();
            for (int left = HITS - 1; left > 0 && !after.bit(); left--) {
                String again = damaged(host);
                after = remedy.startAndMend(host);
                evidence += "; " + again + "; " + after.evidence();
            }
            return unclean
                    ? Strike.Effect.wrong(evidence + "; it did not end as told")
                    : new Strike.Effect(after.outcome(), evidence);
        }

        @Override
        public void heal(Host host) throws StageException {
            if (!host.state().running()) {
                host.start();
            }
        }
    }
}
