package io.strongroom.server.duty;

import io.strongroom.raft.RaftException;
import io.strongroom.raft.ReplicatedLog;
import io.strongroom.server.config.DiskSettings;
import io.strongroom.server.telemetry.Obstacles;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.util.Optional;

/**
 * Keeps the log from meeting a full disk, which it would not survive without a restart: below a low
 * mark no change comes in through this node, below half of it the node leaves the log's traffic;
 * with room again, a quarter above the mark, it comes back by itself.
 */
public final class DiskWatch implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(DiskWatch.class);
    private static final long MEBIBYTE = 1024 * 1024;

    private final Volume volume;
    private final DiskSettings settings;
    private final ReplicatedLog log;
    private final Obstacles obstacles;

    private volatile long usableBytes;
    private boolean low;
    private boolean suspended;

    /** Where the node's data lies. */
    public interface Volume {
        long usableBytes() throws IOException;

        long totalBytes() throws IOException;
    }

    public DiskWatch(Volume volume, DiskSettings settings, ReplicatedLog log, Obstacles obstacles) {
        this.volume = volume;
        this.settings = settings;
        this.log = log;
        this.obstacles = obstacles;
    }

    /** As last seen. */
    public long usableBytes() {
        return usableBytes;
    }

    @Override
    public void run() {
        long lowBytes;
        try {
            usableBytes = volume.usableBytes();
            lowBytes = settings.lowBytes(volume.totalBytes());
        } catch (IOException e) {
            obstacles.set(
                    Obstacles.Cause.DISK_LOW,
                    Optional.of("the free space of the data folder cannot be told"));
            LOG.atWarn().addKeyValue("reason", e.getMessage()).log("disk_unreadable");
            return;
        }
        long usable = usableBytes;
        if (usable < lowBytes) {
            low = true;
        } else if (usable > lowBytes + lowBytes / 4) {
            low = false;
        }
        if (usable < lowBytes / 2 && !suspended) {
            log.suspend();
            suspended = true;
        } else if (!low && suspended) {
            resume();
        }
        obstacles.set(Obstacles.Cause.DISK_FULL, reason(suspended, usable, lowBytes / 2));
        obstacles.set(Obstacles.Cause.DISK_LOW, reason(low, usable, lowBytes));
    }

    private void resume() {
        try {
            log.resume();
            suspended = false;
        } catch (RaftException e) {
            LOG.atWarn().addKeyValue("reason", e.getMessage()).log("log_not_resumed");
        }
    }

    private static Optional<String> reason(boolean present, long usable, long mark) {
        return present
                ? Optional.of(
                        "the data folder's disk has %d MiB left, the mark is %d MiB"
                                .formatted(usable / MEBIBYTE, mark / MEBIBYTE))
                : Optional.empty();
    }
}
