package io.strongroom.server;

import io.strongroom.hsm.HsmException;
import io.strongroom.hsm.RootKeyRing;
import io.strongroom.server.config.ClusterSettings;
import io.strongroom.storage.command.RootKeyGeneration;
import io.strongroom.storage.command.RootKeyGeneration.State;
import io.strongroom.storage.command.WrappedDataKey;
import io.strongroom.storage.view.StateView;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Whether the data in the folder is this cluster's, and this node's root keys those that open it.
 */
final class RootKeyCheck {
    private RootKeyCheck() {}

    /**
     * Empty when the state is not founded yet, or all is well; else why this node must not serve.
     */
    static Optional<String> mismatch(StateView view, ClusterSettings cluster, RootKeyRing rootKeys)
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
        List<WrappedDataKey> dataKeys = view.dataKeys();
        for (RootKeyGeneration key : view.rootKeys()) {
            boolean needed =
                    key.state() == State.CURRENT
                            || dataKeys.stream()
                                    .anyMatch(one -> one.rootGeneration() == key.generation());
            Optional<String> mismatch = needed ? mismatch(key, rootKeys) : Optional.empty();
            if (mismatch.isPresent()) {
                return mismatch;
            }
        }
        for (WrappedDataKey key : dataKeys) {
            try {
                rootKeys.unchecked(key.rootGeneration()).unwrap(key.wrapped().toArray()).close();
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

    private static Optional<String> mismatch(RootKeyGeneration key, RootKeyRing rootKeys)
            throws HsmException {
        byte[] mine;
        try {
            mine = rootKeys.unchecked(key.generation()).fingerprint();
        } catch (HsmException e) {
            if (e.kind() != HsmException.Kind.CONFIGURATION) {
                throw e;
            }
            return Optional.of(
                    "the cluster's root key of generation %d is not on this node: %s"
                            .formatted(key.generation(), e.getMessage()));
        }
        byte[] right = key.fingerprint().toArray();
        if (Arrays.equals(mine, right)) {
            return Optional.empty();
        }
        return Optional.of(
                key.generation() == RootKeyGeneration.FIRST
                        ? "the root key (fingerprint %s) is not the one that the cluster was founded with (%s): give this node a copy of the cluster's root key"
                                .formatted(hex(mine), hex(right))
                        : "the root key of generation %d (fingerprint %s) is not the cluster's (%s): give this node a copy of the cluster's root key"
                                .formatted(key.generation(), hex(mine), hex(right)));
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
