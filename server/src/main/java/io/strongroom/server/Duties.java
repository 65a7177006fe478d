package io.strongroom.server;

import io.strongroom.hsm.HsmException;
import io.strongroom.server.http.ApiException;
import io.strongroom.server.replication.InvariantViolation;
import io.strongroom.storage.StorageException;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Runs the node's timed work: its opening, and each duty by its own period, from the start on, on a
 * thread that it shares with none: one that takes long or fails holds no other up.
 */
final class Duties implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Duties.class);
    private static final long OPENING_MILLIS = 200;

    private final ScheduledExecutorService threads;
    private final OpeningRound opening;
    private final List<Duty> duties;
    private final Ends ends;
    private volatile String openingWaitsFor = "";

    /**
     * How the node ends.
     *
     * @param halt on a fault of ours
     * @param refuse as at its start: what an operator must change
     */
    record Ends(Consumer<String> halt, Consumer<String> refuse) {}

    /**
     * One of them.
     *
     * @param pause from the end of a run to the next
     */
    record Duty(String name, Duration pause, Runnable work) {}

    /** One round of {@link Opening}; rounds count from 0. */
    interface OpeningRound {
        Opening.Progress run(int round) throws Opening.WrongRootKey, HsmException, IOException;
    }

    Duties(OpeningRound opening, List<Duty> duties, Ends ends) {
        this.opening = opening;
        this.duties = List.copyOf(duties);
        this.ends = ends;
        this.threads =
                Executors.newScheduledThreadPool(
                        duties.size() + 1,
                        Thread.ofPlatform().name("duties-", 0).daemon().factory());
    }

    void start() {
        var _ = threads.submit(() -> open(0));
        for (Duty duty : duties) {
            long pause = duty.pause().toMillis();
            var _ =
                    threads.scheduleWithFixedDelay(
                            () -> run(duty), pause, pause, TimeUnit.MILLISECONDS);
        }
    }

    private void open(int round) {
        long delayMillis = OPENING_MILLIS;
        try {
            switch (opening.run(round)) {
                case OPEN -> {
                    LOG.atInfo().log("node_ready");
                    return;
                }
                // On at once with the next missing thing.
                case ADDED -> delayMillis = 1;
                case WAITING -> {}
            }
        } catch (Opening.WrongRootKey e) {
            ends.refuse().accept(e.getMessage());
        } catch (ApiException | HsmException | IOException e) {
            waits(String.valueOf(e.getMessage()));
        } catch (InvariantViolation e) {
            ends.halt().accept("this program is wrong: " + e.getMessage());
        } catch (RuntimeException e) {
            LOG.atError().setCause(e).log("opening_failed");
        }
        if (!threads.isShutdown()) {
            var _ = threads.schedule(() -> open(round + 1), delayMillis, TimeUnit.MILLISECONDS);
        }
    }

    /** Said once for each reason: it may go on for as long as an HSM is away. */
    private void waits(String reason) {
        if (!reason.equals(openingWaitsFor)) {
            LOG.atInfo().addKeyValue("reason", reason).log("opening_waits");
            openingWaitsFor = reason;
        }
    }

    /** Never throws: the scheduler would not run the duty again. */
    private void run(Duty duty) {
        try {
            duty.work().run();
        } catch (ApiException e) {
            waits(duty, e.text());
        } catch (InvariantViolation e) {
            ends.halt().accept("this program is wrong: " + e.getMessage());
        } catch (RuntimeException e) {
            if (waits(e)) {
                waits(duty, String.valueOf(e.getMessage()));
            } else {
                LOG.atError().addKeyValue("duty", duty.name()).setCause(e).log("duty_failed");
            }
        }
    }

    /** Whether nothing is wrong: the state was replaced by a snapshot under the duty. */
    static boolean waits(RuntimeException trouble) {
        return trouble instanceof StorageException moved
                && moved.kind() == StorageException.Kind.UNAVAILABLE;
    }

    private static void waits(Duty duty, String reason) {
        LOG.atInfo()
                .addKeyValue("duty", duty.name())
                .addKeyValue("reason", reason)
                .log("duty_waits");
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
