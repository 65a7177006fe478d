package io.strongroom.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strongroom.hsm.DataKeySealer;
import io.strongroom.hsm.FakeRootKey;
import io.strongroom.hsm.HsmException;
import io.strongroom.hsm.RootKey;
import io.strongroom.hsm.RootKeyRing;
import io.strongroom.hsm.Sealer;
import io.strongroom.server.config.ClusterSettings;
import io.strongroom.server.fake.MemoryNode;
import io.strongroom.storage.command.Bytes;
import io.strongroom.storage.command.Command;
import io.strongroom.storage.command.Vault;
import io.strongroom.storage.command.VaultName;
import io.strongroom.storage.command.WrappedDataKey;
import io.strongroom.storage.view.StateView;

import org.junit.jupiter.api.Test;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

final class RootKeyCheckTest {
    static ClusterSettings cluster(UUID id) {
        Path none = Path.of("none");
        return new ClusterSettings(
                id, false, List.of(new ClusterSettings.Peer(1, "127.0.0.1", 1)), none, none, none);
    }

    private static Optional<String> mismatch(MemoryNode node, UUID cluster, RootKey rootKey)
            throws HsmException {
        try (StateView view = node.reads().linearizable()) {
            return RootKeyCheck.mismatch(view, cluster(cluster), RootKeyRing.only(rootKey));
        }
    }

    @Test
    void mismatch_notFounded_isNone() throws HsmException {
        try (MemoryNode node = new MemoryNode()) {
            assertEquals(Optional.empty(), mismatch(node, MemoryNode.CLUSTER, new FakeRootKey(9)));
        }
    }

    @Test
    void mismatch_sameRootKey_isNone() throws HsmException {
        try (MemoryNode node = MemoryNode.founded()) {
            node.createVault("vdb", 90, false);
            assertEquals(Optional.empty(), mismatch(node, MemoryNode.CLUSTER, new FakeRootKey()));
        }
    }

    @Test
    void mismatch_dataOfAnotherCluster_namesBoth() throws HsmException {
        try (MemoryNode node = MemoryNode.founded()) {
            UUID other = new UUID(1, 2);
            String why = mismatch(node, other, node.rootKey()).orElseThrow();
            assertTrue(why.contains(other.toString()), why);
            assertTrue(why.contains(MemoryNode.CLUSTER.toString()), why);
        }
    }

    @Test
    void mismatch_anotherRootKey_saysWhatToDo() throws HsmException {
        try (MemoryNode node = MemoryNode.founded()) {
            String why = mismatch(node, MemoryNode.CLUSTER, new FakeRootKey(2)).orElseThrow();
            assertTrue(why.contains("give this node a copy"), why);
        }
    }

    @Test
    void mismatch_dataKeyThatDoesNotOpen_isNamed() throws HsmException {
        try (MemoryNode node = MemoryNode.founded();
                Sealer foreign = new DataKeySealer(new FakeRootKey(2))) {
            Sealer.DataKey key = foreign.newDataKey("vault:vdb", 1, 1);
            node.submit(
                    new Command.CreateVault(
                            new Vault(new VaultName("vdb"), 90, false),
                            new WrappedDataKey(key.owner(), 1, Bytes.copyOf(key.wrapped()))));
            assertEquals(
                    Optional.of(
                            "the root key does not open the data key of vault:vdb, generation 1"),
                    mismatch(node, MemoryNode.CLUSTER, node.rootKey()));
        }
    }

    @Test
    void mismatch_rootKeyAway_isNoMismatch() {
        try (MemoryNode node = MemoryNode.founded()) {
            node.rootKey().setAvailable(false);
            assertThrows(
                    HsmException.class, () -> mismatch(node, MemoryNode.CLUSTER, node.rootKey()));
        }
    }
}
