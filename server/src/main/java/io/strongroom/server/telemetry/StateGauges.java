package io.strongroom.server.telemetry;

import io.strongroom.raft.LogStatus;
import io.strongroom.raft.ReplicatedLog;
import io.strongroom.storage.Storage;
import io.strongroom.storage.command.DigestReport;
import io.strongroom.storage.view.StateView;

import java.util.function.Function;
import java.util.function.Supplier;

/** Gauges over what the log keeps, what the state says of the cluster, and what is wrong. */
public final class StateGauges {
    private StateGauges() {}

    public static void register(
            Metrics metrics, int nodeId, ReplicatedLog log, Storage storage, Obstacles obstacles) {
        metrics.gauge(
                "strongroom.log.size.bytes",
                "Size of the log's files and snapshots",
                () -> log.space().sizeBytes());
        metrics.gauge(
                "strongroom.log.oldest.index",
                "Oldest entry in the log's files",
                () -> log.space().oldestIndex());
        metrics.gauge(
                "strongroom.snapshot.oldest.index",
                "Index of the oldest snapshot that is kept, -1 when there is none",
                () -> log.space().oldestSnapshotIndex());
        metrics.gauge(
                "strongroom.log.suspended",
                "1 while the node has left the log's traffic",
                () -> log.status().role() == LogStatus.Role.SUSPENDED ? 1 : 0);
        metrics.gauge(
                "strongroom.quorum.time.seconds",
                "Quorum time as applied on this node, Unix seconds",
                of(storage, view -> view.logTimeMillis() / 1000.0));
        metrics.gauge(
                "strongroom.feature.level",
                "The cluster's feature level",
                of(storage, StateView::featureLevel));
        metrics.gauge(
                "strongroom.state.digest.index",
                "Newest index at which this node kept a digest of its state, -1 before the first",
                () -> storage.newestDigest(nodeId).map(DigestReport::index).orElse(-1L));
        metrics.gauge(
                "strongroom.state.diverged",
                "1 when a majority agree on another state than this node's",
                () -> obstacles.has(Obstacles.Cause.DIVERGED) ? 1 : 0);
        metrics.gauge(
                "strongroom.clock.suspect",
                "1 while this node's wall clock is not to be trusted",
                () -> obstacles.has(Obstacles.Cause.CLOCK) ? 1 : 0);
    }

    private static Supplier<Number> of(Storage storage, Function<StateView, Number> value) {
        return () -> {
            try (StateView view = storage.view()) {
                return value.apply(view);
            }
        };
    }
}
