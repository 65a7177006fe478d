package io.strongroom.server.duty;

import io.strongroom.raft.LogSpace;
import io.strongroom.raft.LogStatus;
import io.strongroom.raft.ReplicatedLog;
import io.strongroom.storage.Storage;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;

/**
 * Erases what was purged from this node's files: rewrites the database without it (F11), takes a
 * snapshot, and drops the older ones and the log behind it, for which the leader first makes every
 * member close its open segment. Purges gather for a third of the allowed time, and rounds keep
 * that distance: two fit before the time is over, whatever the load. Nothing about it is
 * remembered; after a restart one round more does no harm.
 */
public final class ErasureDuty implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(ErasureDuty.class);

    /** A follower's segment is closed by entries of the leader's round, which begins first. */
    private static final int FOLLOWER_DELAY_SHARE = 4;

    private static final long LONGEST_FOLLOWER_DELAY_NANOS = Duration.ofSeconds(5).toNanos();

    private final ReplicatedLog log;
    private final Storage storage;
    private final LongSupplier newestPurge;
    private final Duration within;
    private final LongSupplier nanos;

    private long erasedIndex = -1;
    private boolean incomplete;
    private OptionalLong lastRoundNanos = OptionalLong.empty();
    private volatile OptionalLong pendingSinceNanos = OptionalLong.empty();

    /**
     * @param newestPurge index of the newest entry applied here that removed a sealed value, -1
     *     when none has
     * @param within the time that the erasure may take on an otherwise idle cluster
     */
    public ErasureDuty(
            ReplicatedLog log,
            Storage storage,
            LongSupplier newestPurge,
            Duration within,
            LongSupplier nanos) {
        this.log = log;
        this.storage = storage;
        this.newestPurge = newestPurge;
        this.within = within;
        this.nanos = nanos;
    }

    /** How long the oldest purge has waited that is not yet erased here; 0 when none does. */
    public long pendingSeconds() {
        OptionalLong since = pendingSinceNanos;
        return since.isEmpty()
                ? 0
                : TimeUnit.NANOSECONDS.toSeconds(nanos.getAsLong() - since.getAsLong());
    }

    @Override
    public void run() {
        long now = nanos.getAsLong();
        long purged = newestPurge.getAsLong();
        if (purged <= erasedIndex) {
            pendingSinceNanos = OptionalLong.empty();
            return;
        }
        if (pendingSinceNanos.isEmpty()) {
            pendingSinceNanos = OptionalLong.of(now);
        }
        LogStatus.Role role = log.status().role();
        boolean outOfTraffic = role == LogStatus.Role.SUSPENDED || role == LogStatus.Role.STOPPED;
        if (outOfTraffic
                || now - pendingSinceNanos.getAsLong() < waitNanos(role)
                || (lastRoundNanos.isPresent()
                        && now - lastRoundNanos.getAsLong() < within.toNanos() / 3)) {
            return;
        }
        lastRoundNanos = OptionalLong.of(now);
        round(purged, role, now);
    }

    private long waitNanos(LogStatus.Role role) {
        long third = within.toNanos() / 3;
        return role == LogStatus.Role.LEADER
                ? third
                : third + Math.min(LONGEST_FOLLOWER_DELAY_NANOS, third / FOLLOWER_DELAY_SHARE);
    }

    private void round(long purged, LogStatus.Role role, long startNanos) {
        LogSpace space = log.space();
        boolean leads = role == LogStatus.Role.LEADER;
        if (leads && space.oldestIndex() <= purged) {
            await("roll", space.rollSegments());
        }
        // Before the snapshot, which links the database's files.
        storage.compact();
        boolean gone = compacted(space, purged);
        if (!gone && !leads && incomplete) {
            // The leader may be done: its segments need not end where this node's do.
            await("roll", space.rollSegments());
            gone = compacted(space, purged);
        }
        incomplete = !gone;
        LOG.atInfo()
                .addKeyValue("purgeIndex", purged)
                .addKeyValue("oldestIndex", space.oldestIndex())
                .addKeyValue("oldestSnapshot", space.oldestSnapshotIndex())
                .addKeyValue("millis", (nanos.getAsLong() - startNanos) / 1_000_000)
                .log(gone ? "purged_values_erased" : "erasure_not_complete");
        if (gone) {
            erasedIndex = purged;
            // What was purged during the round waits no longer than since its start.
            pendingSinceNanos =
                    newestPurge.getAsLong() > purged
                            ? OptionalLong.of(startNanos)
                            : OptionalLong.empty();
        }
    }

    private boolean compacted(LogSpace space, long purged) {
        return await("compact", space.compact())
                && space.oldestIndex() > purged
                && space.oldestSnapshotIndex() >= purged;
    }

    private boolean await(String step, CompletableFuture<Long> work) {
        try {
            work.get(Math.max(60, within.toSeconds()), TimeUnit.SECONDS);
            return true;
        } catch (ExecutionException | TimeoutException e) {
            LOG.atWarn()
                    .addKeyValue("step", step)
                    .addKeyValue("reason", String.valueOf(e.getCause() == null ? e : e.getCause()))
                    .log("erasure_step_failed");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return false;
    }
}
