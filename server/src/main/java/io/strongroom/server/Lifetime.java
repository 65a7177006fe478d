package io.strongroom.server;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.concurrent.CountDownLatch;

/**
 * A node's time from its start until it is told to end, which it may be while it still starts: its
 * parts are closed then while others are being started, and what fails because of that is no
 * failure. One thread starts and waits, another one ends it.
 */
final class Lifetime {
    private static final Logger LOG = LoggerFactory.getLogger(Lifetime.class);

    private final CountDownLatch stopped = new CountDownLatch(1);
    private volatile boolean stopping;

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
        close.run();
        LOG.atInfo().log("node_stopped");
        stopped.countDown();
    }

    void awaitEnd() throws InterruptedException {
        stopped.await();
    }
}
