package io.strongroom.server.duty;

import io.strongroom.server.replication.CommandGateway;
import io.strongroom.server.replication.ReadGateway;
import io.strongroom.server.telemetry.Obstacles;
import io.strongroom.storage.Storage;
import io.strongroom.storage.command.Command;
import io.strongroom.storage.command.DigestReport;
import io.strongroom.storage.command.FeatureLevel;
import io.strongroom.storage.view.StateView;

import java.util.Optional;

/**
 * Reports the digest of this node's state for the others to compare, and fences the node when a
 * majority agree on another one: it then serves nobody until an operator has replaced it, because
 * nobody can say which of its answers were right.
 */
public final class DigestDuty implements Runnable {
    private final int nodeId;
    private final Storage storage;
    private final ReadGateway reads;
    private final CommandGateway commands;
    private final Obstacles obstacles;

    public DigestDuty(
            int nodeId,
            Storage storage,
            ReadGateway reads,
            CommandGateway commands,
            Obstacles obstacles) {
        this.nodeId = nodeId;
        this.storage = storage;
        this.reads = reads;
        this.commands = commands;
        this.obstacles = obstacles;
    }

    @Override
    public void run() {
        Optional<String> divergence = storage.divergence();
        if (divergence.isPresent()) {
            // Never taken back: what has diverged stays so.
            obstacles.set(Obstacles.Cause.DIVERGED, divergence);
        }
        Optional<DigestReport> newest = storage.newestDigest(nodeId);
        if (newest.isPresent() && isNews(newest.get())) {
            commands.submitSystem(
                    new Command.ReportDigest(newest.get().index(), newest.get().digest()));
        }
    }

    private boolean isNews(DigestReport report) {
        try (StateView view = reads.local()) {
            int needed =
                    FeatureLevel.introducing(
                            new Command.ReportDigest(report.index(), report.digest()));
            return view.featureLevel() >= needed
                    && view.digestReports().stream()
                            .noneMatch(earlier ->
                                    earlier.node() == nodeId && earlier.index() >= report.index());
        }
    }
}
