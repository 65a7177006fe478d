package io.strongroom.server.offline;

import io.strongroom.raft.ratis.repair.LogLocation;
import io.strongroom.server.config.ConfigException;
import io.strongroom.server.config.ConfigLoader;
import io.strongroom.server.config.NodeConfig;
import io.strongroom.storage.StorageException;
import io.strongroom.storage.rocks.RocksStorage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A stopped node's files, found by its configuration. */
record OfflineNode(NodeConfig config) {
    /** The command did what it says, or nothing needed doing. */
    static final int DONE = 0;

    /** Nothing was changed; the message says why. */
    static final int REFUSED = 3;

    static OfflineNode load(Path configFile) throws ConfigException {
        return new OfflineNode(ConfigLoader.load(configFile));
    }

    LogLocation log() {
        return new LogLocation(
                config.node().dataDir().resolve("raft"), config.cluster().id(), config.node().id());
    }

    /**
     * The last index that the state has applied, and so knows to be committed; -1 when there is no
     * state.
     *
     * @throws IOException the state cannot be opened; without it nobody knows what is committed
     */
    long appliedIndex() throws IOException {
        Path state = config.node().dataDir().resolve("state");
        if (!Files.isDirectory(state)) {
            return -1;
        }
        try (RocksStorage opened = RocksStorage.open(state)) {
            return opened.stateMachine().lastApplied().index();
        } catch (StorageException e) {
            throw new IOException(
                    "the state in %s cannot be opened (%s), so what is committed is not known; replace this node by strongroom cluster replace-node"
                            .formatted(state, e.getMessage()),
                    e);
        }
    }
}
