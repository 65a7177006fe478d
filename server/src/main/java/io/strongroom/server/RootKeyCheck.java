package io.strongroom.server;

import io.strongroom.hsm.HsmException;
import io.strongroom.hsm.RootKey;
import io.strongroom.server.config.ClusterSettings;
import io.strongroom.storage.command.WrappedDataKey;
import io.strongroom.storage.view.StateView;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;

/**
 * Whether the data in the folder is this cluster's, and this node's root key the one that opens it.
 */
final class RootKeyCheck {
    private RootKeyCheck() {}

    /**
     * Empty when the state is not founded yet, or all is well; else why this node must not serve.
     */
    static Optional<String> mismatch(StateView view, ClusterSettings cluster, RootKey rootKey)
            throws HsmException {
        Optional<UUID> stored = view.clusterId();
        if (stored.isEmpty()) {
            return Optional.empty();
        }
        if (!stored.get().equals(cluster.id())) {
            return Optional.of(
                    "the data belongs to cluster %s, but the configuration says cluster.id %s: point node.dataDir to this cluster's folder"
                            .formatted(stored.get(), cluster.id()));
        }
        byte[] mine = rootKey.fingerprint();
        byte[] founded = view.rootKeyFingerprint().orElseThrow().toArray();
        if (!Arrays.equals(mine, founded)) {
            return Optional.of(
                    "the root key (fingerprint %s) is not the one that the cluster was founded with (%s): give this node a copy of the cluster's root key"
                            .formatted(hex(mine), hex(founded)));
        }
        for (WrappedDataKey key : view.dataKeys()) {
            try {
                rootKey.unwrap(key.wrapped().toArray()).close();
            } catch (HsmException e) {
                if (e.kind() != HsmException.Kind.NOT_AUTHENTIC) {
                    throw e;
                }
                return Optional.of(
                        "the root key does not open the data key of %s, generation %d"
                                .formatted(key.owner(), key.generation()));
            }
        }
        return Optional.empty();
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
