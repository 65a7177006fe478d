package io.strongroom.server;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * A node's time from its start until it is told to end, which it may be while it still starts: its
 * parts are closed then while others are being started, and what fails because of that is no
 * failure. One thread starts and waits, another one ends it.
 */
final class Lifetime {
    private static final Logger LOG = LoggerFactory.getLogger(Lifetime.class);

    private final Duration slow;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private volatile boolean stopping;

    /**
     * @param slow after which an end that is still under way tells what it waits for
     */
    Lifetime(Duration slow) {
        this.slow = slow;
    }

    /** What starts a node. */
    interface Startup {
        void run() throws StartupException;
    }

    /**
     * Starts.
     *
     * @return whether the node runs; false when it was told to end meanwhile
     */
    boolean start(Startup startup) throws StartupException {
        try {
            startup.run();
        } catch (StartupException | RuntimeException e) {
            if (!stopping) {
                throw e;
            }
            LOG.atDebug().setCause(e).log("start_broken_off");
        }
        return !stopping;
    }

    /** Closes the node, on the thread that was told to. */
    void end(Runnable close) {
        stopping = true;
        LOG.atInfo().log("node_stopping");
        long start = System.nanoTime();
        Thread closing = Thread.currentThread();
        Thread.ofPlatform().daemon().name("stop-watch").start(() -> watch(closing));
        close.run();
        LOG.atInfo()
                .addKeyValue("millis", (System.nanoTime() - start) / 1_000_000)
                .log("node_stopped");
        stopped.countDown();
    }

    /** Whoever waits for the end may kill the process before long; then the log says why. */
    private void watch(Thread closing) {
        try {
            if (!stopped.await(slow.toNanos(), TimeUnit.NANOSECONDS)) {
                LOG.atWarn()
                        .addKeyValue(
                                "at",
                                Arrays.stream(closing.getStackTrace())
                                        .map(StackTraceElement::toString)
                                        .collect(Collectors.joining(" < ")))
                        .log("node_stops_slowly");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    void awaitEnd() throws InterruptedException {
        stopped.await();
    }
}
