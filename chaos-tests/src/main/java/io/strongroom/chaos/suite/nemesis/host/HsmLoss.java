package io.strongroom.chaos.suite.nemesis.host;

import io.strongroom.chaos.suite.nemesis.Ground;
import io.strongroom.chaos.suite.nemesis.Nemesis;
import io.strongroom.chaos.suite.nemesis.Strike;
import io.strongroom.chaos.suite.nemesis.Victims;
import io.strongroom.chaos.suite.stage.Host;
import io.strongroom.chaos.suite.stage.StageException;
import io.strongroom.client.api.HealthJson;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;

/**
 * A node's HSM is gone, and comes back some time later: SoftHSM's token folder is moved away. A
 * node must come back without being started again, whether it lost its HSM while it ran or was
 * started without it; it never ends because of that. The older build of an upgrade does, when it is
 * started so.
 *
 * <p>Not covered: a device that hangs or answers wrongly, and files that may not be read: the nodes
 * are root in their containers.
 *
 * @param atStart whether the node is killed, and started while its HSM is gone
 */
public record HsmLoss(Victims whom, boolean atStart) implements Nemesis {
    /** A node looks at its root key every few seconds, and the others then have to elect. */
    private static final Duration SHORTEST = Duration.ofSeconds(15);

    @Override
    public String kind() {
        return "hsm";
    }

    @Override
    public String label() {
        return "loss of the HSM of " + whom.words() + (atStart ? ", which is started" : "");
    }

    @Override
    public void strike(Ground ground, Duration hold) throws StageException, InterruptedException {
        Duration longer = hold.compareTo(SHORTEST) < 0 ? hold.plus(SHORTEST) : hold;
        new Strike(this, whom).carryOut(ground, longer, new Loss(ground, atStart));
    }

    private record Loss(Ground ground, boolean atStart) implements Strike.Harm {
        /** Of the older build: to be started again when the HSM is back. */
        private static final int OLDER_WAITS = 75;

        private static final Duration SAID_WITHIN = Duration.ofSeconds(60);
        private static final Duration POLL = Duration.ofMillis(300);

        @Override
        public void inject(Host host) throws StageException {
            if (atStart) {
                host.kill();
            }
            move(tokens(host), away(host));
            if (atStart) {
                host.start();
            }
        }

        @Override
        public Strike.Effect effect(Host host) throws StageException, InterruptedException {
            long start = System.nanoTime();
            while (System.nanoTime() - start < SAID_WITHIN.toNanos()) {
                Host.State state = host.state();
                if (!state.running()) {
                    boolean older =
                            ground.stage().builds().filter(one -> !one.isNewer()).isPresent();
                    return Strike.Effect.right(
                            older && atStart && state.exitCode() == OLDER_WAITS,
                            "%s ended with %d without its HSM".formatted(host, state.exitCode()));
                }
                String reason = ground.watch().health(host.id()).map(HealthJson::reason).orElse("");
                if (reason.contains("root key")) {
                    return new Strike.Effect(true, "%s said: %s".formatted(host, reason));
                }
                Thread.sleep(POLL);
            }
            // A node that says nothing may hang, or have the HSM still.
            return atStart
                    ? Strike.Effect.right(
                            false,
                            host
                                    + (ground.watch().serves(host.id())
                                            ? " served without its HSM"
                                            : " never said that it has no HSM"))
                    : new Strike.Effect(false, host + " did not miss its HSM");
        }

        @Override
        public void heal(Host host) throws StageException, InterruptedException {
            if (Files.exists(away(host))) {
                move(away(host), tokens(host));
            }
            if (atStart && !host.state().running()) {
                host.start();
            }
        }

        private static void move(Path from, Path to) throws StageException {
            try {
                Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
            } catch (IOException e) {
                throw new StageException("the token folder cannot be moved: " + e, e);
            }
        }

        private static Path tokens(Host host) {
            return host.folder().resolve("tokens");
        }

        private static Path away(Host host) {
            return host.folder().resolve("tokens-away");
        }
    }
}
