package io.strongroom.raft.ratis;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strongroom.raft.LogConfig;
import io.strongroom.raft.LogConfig.Peer;
import io.strongroom.raft.LogConfig.TlsFiles;
import io.strongroom.raft.RaftException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

class NodeFolderTest {
    private static final UUID CLUSTER = UUID.fromString("3b0f6c1a-0000-4000-8000-000000000001");

    @TempDir private Path dir;

    @Test
    void open_twiceByTheSameNode_isFreshOnlyOnce() throws RaftException, IOException {
        NodeFolder first = NodeFolder.open(config(CLUSTER, 1));
        assertTrue(first.fresh());
        first.claim(false);
        assertTrue(NodeFolder.open(config(CLUSTER, 1)).fresh(), "Ratis has kept nothing yet");
        Files.createDirectory(first.logDir());
        assertFalse(NodeFolder.open(config(CLUSTER, 1)).fresh());
    }

    @Test
    void claim_ofAJoiningNode_waitsUntilItHasJoined() throws RaftException, IOException {
        NodeFolder.open(config(CLUSTER, 1)).claim(true);
        NodeFolder second = NodeFolder.open(config(CLUSTER, 1));
        assertTrue(second.waiting());
        second.joined();
        assertFalse(NodeFolder.open(config(CLUSTER, 1)).waiting());
    }

    @Test
    void open_afterTheNodeWasRemoved_isRefused() throws RaftException, IOException {
        NodeFolder folder = NodeFolder.open(config(CLUSTER, 1));
        folder.claim(false);
        folder.removed();
        RaftException refused =
                assertThrows(RaftException.class, () -> NodeFolder.open(config(CLUSTER, 1)));
        assertTrue(refused.toString().contains("was removed from the cluster"), refused::toString);
    }

    @Test
    void open_ofAnotherClustersFolder_isRefused() throws RaftException {
        NodeFolder.open(config(CLUSTER, 1)).claim(false);
        UUID other = UUID.fromString("3b0f6c1a-0000-4000-8000-000000000002");
        RaftException refused =
                assertThrows(RaftException.class, () -> NodeFolder.open(config(other, 1)));
        assertTrue(refused.toString().contains(CLUSTER.toString()), refused::toString);
        assertTrue(refused.toString().contains(other.toString()), refused::toString);
    }

    @Test
    void open_ofAnotherNodesFolder_isRefused() throws RaftException {
        NodeFolder.open(config(CLUSTER, 1)).claim(false);
        RaftException refused =
                assertThrows(RaftException.class, () -> NodeFolder.open(config(CLUSTER, 2)));
        assertTrue(refused.toString().contains("node 1"), refused::toString);
    }

    @Test
    void open_ofAFolderInOtherUse_isRefused() throws IOException {
        Files.writeString(dir.resolve("letters.txt"), "mine");
        RaftException refused =
                assertThrows(RaftException.class, () -> NodeFolder.open(config(CLUSTER, 1)));
        assertTrue(refused.toString().contains("folder of its own"), refused::toString);
    }

    @Test
    void open_afterACrashWhileMarking_succeeds() throws IOException, RaftException {
        Files.writeString(dir.resolve("identity.tmp"), "strongroom-lo");
        assertTrue(NodeFolder.open(config(CLUSTER, 1)).fresh());
    }

    private LogConfig config(UUID cluster, int node) {
        return new LogConfig(
                cluster,
                node,
                List.of(new Peer(1, "127.0.0.1", 1), new Peer(2, "127.0.0.2", 1)),
                false,
                dir,
                new TlsFiles(dir, dir, dir),
                Duration.ofSeconds(1));
    }
}
