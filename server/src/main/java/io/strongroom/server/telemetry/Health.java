package io.strongroom.server.telemetry;

import io.strongroom.client.api.HealthJson;
import io.strongroom.raft.LogStatus;
import io.strongroom.raft.ReplicatedLog;

import java.util.Locale;
import java.util.Optional;

/** Whether the node lives and whether it can serve. Thread-safe. */
public final class Health {
    /** A follower that has not heard a leader for so long is on its own. */
    private static final long MAX_SILENCE_MILLIS = 3_000;

    private static final long MAX_LAG_ENTRIES = 1_000;

    private final int nodeId;
    private final ReplicatedLog log;
    private final Obstacles obstacles = new Obstacles();

    private volatile boolean stopping;

    public Health(int nodeId, ReplicatedLog log) {
        this.nodeId = nodeId;
        this.log = log;
        obstacle(Optional.of("the node is starting"));
    }

    /** What the node's opening still waits for; empty when it is open. */
    public void obstacle(Optional<String> reason) {
        obstacles.set(Obstacles.Cause.OPENING, reason);
    }

    /** What the duties found to be wrong. */
    public Obstacles obstacles() {
        return obstacles;
    }

    /** The log's own state is such that what is applied here is what is going on. */
    public boolean inTouch() {
        return trouble(log.status()).isEmpty();
    }

    /** From now on not ready, whatever else holds. */
    public void stopping() {
        stopping = true;
    }

    /** The part of the log that the node plays has not ended. */
    public boolean live() {
        return log.status().running();
    }

    /** Ready, or why not. */
    public HealthJson ready() {
        LogStatus status = log.status();
        Optional<String> reason = reason(status);
        return new HealthJson(
                reason.isEmpty() ? "ready" : "not-ready",
                reason.orElse(null),
                nodeId,
                status.role().name().toLowerCase(Locale.ROOT),
                status.leader().orElse(null),
                status.appliedIndex());
    }

    private Optional<String> reason(LogStatus status) {
        if (stopping) {
            return Optional.of("the node is stopping");
        }
        // Named first: it is why there is no leader to be heard.
        Optional<String> suspended =
                status.role() == LogStatus.Role.SUSPENDED
                        ? obstacles.toRequests()
                        : Optional.empty();
        return suspended.or(() -> trouble(status)).or(obstacles::any);
    }

    private static Optional<String> trouble(LogStatus status) {
        if (!status.running()) {
            return Optional.of("this node's part of the log has stopped");
        }
        if (status.leader().isEmpty() || status.millisSinceLeader() > MAX_SILENCE_MILLIS) {
            return Optional.of("no leader is known");
        }
        long lag = status.commitIndex() - status.appliedIndex();
        if (lag > MAX_LAG_ENTRIES) {
            return Optional.of("catching up: " + lag + " entries to apply");
        }
        return Optional.empty();
    }
}
