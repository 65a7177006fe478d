package io.strongroom.chaos.suite.nemesis;

import io.strongroom.chaos.suite.stage.Host;
import io.strongroom.chaos.suite.stage.StageException;

import java.time.Duration;

/** Commands on a host that another fault may hold up at the same time. */
public final class Steady {
    /** Longer than any fault that goes together with another. */
    private static final long READY_WITHIN_NANOS = Duration.ofMinutes(2).toNanos();

    private static final Duration POLL = Duration.ofMillis(100);

    private Steady() {}

    /**
     * Runs shell commands, once the host runs and does not stand still.
     *
     * @return their output
     */
    public static String run(Host host, String commands)
            throws StageException, InterruptedException {
        long start = System.nanoTime();
        while (true) {
            awaitReady(host, start);
            try {
                return host.run("sh", "-c", commands);
            } catch (StageException e) {
                if (ready(host)) {
                    throw e;
                }
            }
        }
    }

    private static void awaitReady(Host host, long start)
            throws StageException, InterruptedException {
        while (!ready(host)) {
            if (System.nanoTime() - start > READY_WITHIN_NANOS) {
                throw new StageException(host + " does not run");
            }
            Thread.sleep(POLL);
        }
    }

    private static boolean ready(Host host) throws StageException {
        Host.State state = host.state();
        return state.running() && !state.paused();
    }
}
