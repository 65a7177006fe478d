package io.strongroom.server;

import io.strongroom.raft.ReplicatedLog;
import io.strongroom.server.config.NodeConfig;
import io.strongroom.server.duty.ClockWatch;
import io.strongroom.server.duty.DigestDuty;
import io.strongroom.server.duty.DiskWatch;
import io.strongroom.server.duty.ErasureDuty;
import io.strongroom.server.duty.LeadershipDuty;
import io.strongroom.server.duty.OldRootKeyWatch;
import io.strongroom.server.duty.PurgeDuty;
import io.strongroom.server.duty.RootKeyWatch;
import io.strongroom.server.duty.RootRewraps;
import io.strongroom.server.duty.RootRotationDuty;
import io.strongroom.server.replication.CommandGateway;
import io.strongroom.server.replication.ReadGateway;
import io.strongroom.server.telemetry.Health;
import io.strongroom.server.telemetry.Metrics;
import io.strongroom.server.telemetry.Obstacles;
import io.strongroom.storage.Storage;
import io.strongroom.storage.view.StateView;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/** A node's duties and what they show, made from its parts. */
final class NodeDuties {
    private static final Duration TICK_LOOK = Duration.ofMillis(500);
    private static final Duration SECOND = Duration.ofSeconds(1);

    /** A million due at once are purged in about a quarter of an hour. */
    private static final Duration PURGE_PAUSE = Duration.ofMillis(200);

    private static final Duration ROOT_KEY_LOOK = Duration.ofSeconds(5);

    private NodeDuties() {}

    /**
     * What the duties are about.
     *
     * @param rewraps of what older root keys wrap
     * @param wipeUnwrapped forgets what the root key has unwrapped
     */
    record Parts(
            RootKeys rootKeys,
            RootRewraps rewraps,
            Runnable wipeUnwrapped,
            Storage storage,
            ReplicatedLog log,
            ReadGateway reads,
            CommandGateway commands,
            Health health,
            InstantSource clock) {}

    static List<Duties.Duty> of(NodeConfig config, Parts parts, Metrics metrics) {
        int nodeId = config.node().id();
        Obstacles obstacles = parts.health().obstacles();
        ClockWatch clock =
                new ClockWatch(parts.clock(), System::nanoTime, parts.reads(), parts.health());
        DiskWatch disk =
                new DiskWatch(
                        volume(config.node().dataDir()), config.disk(), parts.log(), obstacles);
        ErasureDuty erasure =
                new ErasureDuty(
                        parts.log(),
                        parts.storage(),
                        () -> newestPurge(parts.reads()),
                        config.erasure().within(),
                        System::nanoTime);
        metrics.gauge(
                "strongroom.clock.offset.seconds",
                "This node's wall clock less quorum time",
                () -> clock.offsetMillis() / 1000.0);
        metrics.gauge(
                "strongroom.disk.free.bytes", "Free space for the data folder", disk::usableBytes);
        metrics.gauge(
                "strongroom.erasure.pending.seconds",
                "Age of the oldest purge that is not yet erased on this node, 0 when none",
                erasure::pendingSeconds);
        RootKeyWatch rootKey =
                new RootKeyWatch(
                        parts.rootKeys().ring()::trouble,
                        obstacles,
                        new RootKeyWatch.Grace(
                                config.rootKey().grace(), System::nanoTime, parts.wipeUnwrapped()));
        rootKey.run(); // A node that starts without its HSM says so from the first moment.
        return List.of(
                new Duties.Duty("tick", TICK_LOOK, parts.commands()::tick),
                new Duties.Duty("disk", SECOND, disk),
                new Duties.Duty("clock", SECOND, clock),
                new Duties.Duty(
                        "digest",
                        SECOND,
                        new DigestDuty(
                                nodeId,
                                parts.storage(),
                                parts.reads(),
                                parts.commands(),
                                obstacles)),
                new Duties.Duty(
                        "leadership",
                        SECOND,
                        new LeadershipDuty(nodeId, parts.log(), obstacles, System::nanoTime)),
                new Duties.Duty("rootKey", ROOT_KEY_LOOK, rootKey),
                new Duties.Duty(
                        "oldRootKey",
                        ROOT_KEY_LOOK,
                        new OldRootKeyWatch(parts.reads(), parts.rootKeys().device(), obstacles)),
                new Duties.Duty(
                        "purge",
                        PURGE_PAUSE,
                        new PurgeDuty(parts.log(), parts.reads(), parts.commands())),
                new Duties.Duty("erasure", SECOND, erasure),
                new Duties.Duty("rootRotation", SECOND, rootRotation(nodeId, parts)));
    }

    private static RootRotationDuty rootRotation(int nodeId, Parts parts) {
        return new RootRotationDuty(
                nodeId,
                parts.log(),
                parts.reads(),
                parts.commands(),
                new RootRotationDuty.Hsm(
                        parts.rootKeys().device(), parts.rootKeys().ring(), parts.rewraps()));
    }

    private static long newestPurge(ReadGateway reads) {
        try (StateView view = reads.local()) {
            return view.newestPurgeIndex();
        }
    }

    private static DiskWatch.Volume volume(Path dataDir) {
        return new DiskWatch.Volume() {
            @Override
            public long usableBytes() throws IOException {
                return Files.getFileStore(dataDir).getUsableSpace();
            }

            @Override
            public long totalBytes() throws IOException {
                return Files.getFileStore(dataDir).getTotalSpace();
            }
        };
    }
}
