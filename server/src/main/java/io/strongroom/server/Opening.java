package io.strongroom.server;

import io.strongroom.hsm.HsmException;
import io.strongroom.hsm.RootKeyRing;
import io.strongroom.raft.LogStatus;
import io.strongroom.server.config.ClusterSettings;
import io.strongroom.server.duty.Bootstrap;
import io.strongroom.server.replication.ReadGateway;
import io.strongroom.server.telemetry.Health;
import io.strongroom.server.telemetry.Obstacles;
import io.strongroom.storage.view.StateView;

import java.io.IOException;
import java.util.Optional;

/**
 * What stands between a started node and a ready one: it has caught up, its root key opens the
 * cluster's data keys, everything that its configuration lists exists, and a majority of the voters
 * has told the time.
 */
record Opening(
        ClusterSettings cluster,
        RootKeyRing rootKeys,
        Bootstrap bootstrap,
        ReadGateway reads,
        Health health) {
    /**
     * Rounds that a follower leaves to the leader before it adds what only its own configuration
     * lists.
     */
    private static final int PATIENCE_ROUNDS = 15;

    /** What a round came to. */
    enum Progress {
        /** The node is open; no further round is needed. */
        OPEN,
        /** Something that was missing is there now. */
        ADDED,
        /** Others have the next word. */
        WAITING
    }

    /** The root key is not this cluster's: the node must end. */
    static final class WrongRootKey extends Exception {
        private static final long serialVersionUID = 1L;

        WrongRootKey(String message) {
            super(message);
        }
    }

    /**
     * One round. A ring that is sealed is unsealed by it, once the root keys were compared.
     *
     * @param round counts from 0
     * @throws HsmException while the root key is away
     * @throws io.strongroom.server.http.ApiException while the cluster does not answer
     */
    Progress round(int round, LogStatus status) throws WrongRootKey, HsmException, IOException {
        try (StateView view = reads.linearizable()) {
            Optional<String> timeless =
                    view.logTimeMillis() > 0
                            ? Optional.empty()
                            : Optional.of("a majority of the nodes has not told the time yet");
            health.obstacles().set(Obstacles.Cause.TIME, timeless);
            Optional<String> mismatch = RootKeyCheck.mismatch(view, cluster, rootKeys);
            if (mismatch.isPresent()) {
                throw new WrongRootKey(mismatch.get());
            }
            boolean mine = status.role() == LogStatus.Role.LEADER || round >= PATIENCE_ROUNDS;
            if (view.clusterId().isPresent() || mine) {
                rootKeys.unseal(); // Compared, or the one that the cluster is founded with.
            }
            Optional<String> missing = bootstrap.missing(view);
            health.obstacle(missing);
            if (missing.isEmpty()) {
                return timeless.isEmpty() ? Progress.OPEN : Progress.WAITING;
            }
            return mine && bootstrap.addNext(view) ? Progress.ADDED : Progress.WAITING;
        }
    }
}
