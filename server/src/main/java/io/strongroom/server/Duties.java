package io.strongroom.server;

import io.strongroom.hsm.HsmException;
import io.strongroom.raft.ReplicatedLog;
import io.strongroom.server.duty.PurgeDuty;
import io.strongroom.server.http.ApiException;
import io.strongroom.server.replication.InvariantViolation;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Runs the node's timed work on one thread: opening first, then the leader's duties. */
final class Duties implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Duties.class);
    private static final long OPENING_MILLIS = 200;
    private static final long PURGE_SECONDS = 5;

    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().name("duties").daemon().factory());
    private final ReplicatedLog log;
    private final Opening opening;
    private final PurgeDuty purge;
    private final Consumer<String> halt;

    Duties(ReplicatedLog log, Opening opening, PurgeDuty purge, Consumer<String> halt) {
        this.log = log;
        this.opening = opening;
        this.purge = purge;
        this.halt = halt;
    }

    void start() {
        var _ = thread.submit(() -> open(0));
    }

    private void open(int round) {
        long delayMillis = OPENING_MILLIS;
        try {
            switch (opening.round(round, log.status())) {
                case OPEN -> {
                    LOG.atInfo().log("node_ready");
                    var _ =
                            thread.scheduleWithFixedDelay(
                                    this::purgeDue, PURGE_SECONDS, PURGE_SECONDS, TimeUnit.SECONDS);
                    return;
                }
                // On at once with the next missing thing.
                case ADDED -> delayMillis = 1;
                case WAITING -> {}
            }
        } catch (Opening.WrongRootKey e) {
            halt.accept(e.getMessage());
        } catch (ApiException | HsmException | IOException e) {
            LOG.atInfo().addKeyValue("reason", e.getMessage()).log("opening_waits");
        } catch (InvariantViolation e) {
            halt.accept("this program is wrong: " + e.getMessage());
        } catch (RuntimeException e) {
            LOG.atError().setCause(e).log("opening_failed");
        }
        if (!thread.isShutdown()) {
            var _ = thread.schedule(() -> open(round + 1), delayMillis, TimeUnit.MILLISECONDS);
        }
    }

    private void purgeDue() {
        try {
            purge.run();
        } catch (ApiException e) {
            LOG.atInfo().addKeyValue("reason", e.text()).log("purge_waits");
        } catch (InvariantViolation e) {
            halt.accept("this program is wrong: " + e.getMessage());
        } catch (RuntimeException e) {
            LOG.atError().setCause(e).log("purge_failed");
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
