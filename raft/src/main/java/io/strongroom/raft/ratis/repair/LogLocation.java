package io.strongroom.raft.ratis.repair;

import java.nio.file.Path;
import java.util.UUID;

/**
 * Where the log of one node lies.
 *
 * @param dataDir the log's own folder, with the identity file
 * @param clusterId the group whose log it is
 * @param nodeId the node that it belongs to
 */
public record LogLocation(Path dataDir, UUID clusterId, int nodeId) {
    public LogLocation {
        dataDir = dataDir.toAbsolutePath();
    }

    /** What Ratis locks. */
    Path groupDir() {
        return dataDir.resolve("log").resolve(clusterId.toString());
    }

    /** The segments and the two files of metadata. */
    Path current() {
        return groupDir().resolve("current");
    }

    /** Term and vote. */
    Path meta() {
        return current().resolve("raft-meta");
    }

    /** The configuration that was applied last. */
    Path metaConf() {
        return current().resolve("raft-meta.conf");
    }

    /** The node's name in configurations. */
    String peerId() {
        return "n" + nodeId;
    }
}
