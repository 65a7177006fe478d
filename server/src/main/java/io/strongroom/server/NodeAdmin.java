package io.strongroom.server;

import io.strongroom.hsm.HsmException;
import io.strongroom.hsm.RootKey;
import io.strongroom.raft.ReplicatedLog;
import io.strongroom.server.admin.AdminEndpoint;
import io.strongroom.server.admin.ClusterChanges;
import io.strongroom.server.admin.ClusterStatus;
import io.strongroom.server.admin.JoinRequests;
import io.strongroom.server.admin.RoleAssignments;
import io.strongroom.server.admin.RootKeyCeremony;
import io.strongroom.server.admin.RootKeyRotation;
import io.strongroom.server.auth.Gate;
import io.strongroom.server.config.NodeConfig;
import io.strongroom.server.config.RootKeySettings;
import io.strongroom.server.replication.CommandGateway;
import io.strongroom.server.replication.ReadGateway;
import io.strongroom.server.telemetry.Health;
import io.strongroom.server.telemetry.Metrics;
import io.strongroom.storage.Storage;
import io.strongroom.storage.command.RootKeyGeneration;
import io.strongroom.storage.view.StateView;

import java.util.List;

/** A node's admin API, made from its parts. */
final class NodeAdmin {
    private NodeAdmin() {}

    /** What the admin API is about. */
    record Parts(
            RootKeys rootKeys,
            ReplicatedLog log,
            Storage storage,
            ReadGateway reads,
            CommandGateway commands,
            Health health) {}

    static AdminEndpoint endpoint(NodeConfig config, Gate gate, Parts parts, Metrics metrics) {
        int node = config.node().id();
        CommandGateway commands = parts.commands();
        return new AdminEndpoint(
                gate,
                config.admin(),
                new AdminEndpoint.Services(
                        new ClusterStatus(parts.log(), parts.storage(), parts.health()),
                        new ClusterChanges(parts.log(), commands::submitSystem),
                        new RoleAssignments(parts.reads(), commands, parts.health().obstacles()),
                        new RootKeyCeremony(
                                node,
                                () -> currentRoot(parts, config.rootKey()),
                                new JoinRequests(System::nanoTime)),
                        new RootKeyRotation(
                                node,
                                parts.rootKeys().device(),
                                parts.rootKeys().ring(),
                                parts.reads(),
                                commands)),
                metrics);
    }

    private static RootKeyCeremony.Current currentRoot(Parts parts, RootKeySettings settings)
            throws HsmException {
        int generation;
        List<RootKeyGeneration> older;
        try (StateView view = parts.storage().view()) {
            generation = view.currentRoot();
            older =
                    view.rootKeys().stream()
                            .filter(key -> key.state() == RootKeyGeneration.State.OLD)
                            .toList();
        }
        RootKey rootKey = parts.rootKeys().ring().of(generation);
        return new RootKeyCeremony.Current(
                generation, rootKey, TokenHome.of(rootKey, generation, settings), older);
    }
}
