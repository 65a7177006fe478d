package io.strongroom.raft.ratis;

import io.strongroom.raft.LogConfig;
import io.strongroom.raft.LogPosition;
import io.strongroom.raft.RaftException;
import io.strongroom.raft.RaftException.Outcome;
import io.strongroom.raft.ratis.disk.SyncedFolders;
import io.strongroom.raft.ratis.repair.LogLocation;
import io.strongroom.raft.ratis.repair.LostConfiguration;
import io.strongroom.raft.ratis.repair.LostVote;
import io.strongroom.raft.ratis.tls.NodeTls;

import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.RaftGroup;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.server.storage.RaftStorage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.List;

/** Starts this node's Ratis server, or says why it cannot and what to do. */
final class NodeStart {
    private static final Logger log = LoggerFactory.getLogger(NodeStart.class);

    private NodeStart() {}

    /**
     * Starts the server on this node's own address.
     *
     * @param lastApplied what the state already holds; the log must reach as far
     */
    static RatisNode run(
            LogConfig config,
            NodeTls tls,
            ClientId client,
            StateMachineAdapter adapter,
            LogPosition lastApplied)
            throws RaftException {
        LogConfig.Peer self = config.self();
        NodeFolder folder = NodeFolder.open(config);
        if (folder.fresh() && lastApplied.index() >= 0) {
            throw shorterThanState(config, -1, lastApplied.index());
        }
        RatisSettings settings =
                new RatisSettings(folder.logDir(), folder.removedDir(), self.host(), self.port());
        if (folder.fresh()) {
            Amnesia.check(config, client, settings.properties(), tls.parameters());
        }
        requireFree(self);
        folder.claim(config.join());
        restoreLost(config);
        DamagedLog.refuse(config, lastApplied.index());
        SyncedFolders folders = SyncedFolders.prepare(folder.logDir());
        log.atInfo().addKeyValue("settings", settings.line()).log("raft_settings");
        RaftGroupId group = RaftGroupId.valueOf(config.clusterId());
        // A node that is to be taken in must not campaign before: it starts without peers. Later
        // the membership comes from Ratis' own files.
        List<RaftPeer> founders = folder.waiting() ? List.of() : Peers.of(config.peers());
        try {
            RaftServer server =
                    RaftServer.newBuilder()
                            .setServerId(Peers.id(self.nodeId()))
                            .setGroup(RaftGroup.valueOf(group, founders))
                            .setStateMachine(adapter)
                            .setProperties(settings.properties())
                            .setParameters(tls.parameters())
                            // Formats an empty folder only; the default wants it always empty.
                            .setOption(RaftStorage.StartupOption.RECOVER)
                            .build();
            RaftServer.Division division = startOrClose(server, adapter, config, lastApplied);
            folders.verify();
            return new RatisNode(
                    server, division, client, new RatisNode.Prepared(self, folder, settings, tls));
        } catch (IOException | RuntimeException e) {
            throw new RaftException(
                    Outcome.NOT_APPENDED,
                    "node %d cannot start its log in %s: %s%s"
                            .formatted(
                                    self.nodeId(),
                                    config.dataDir(),
                                    rootMessage(e),
                                    DamagedLog.advice(e)),
                    e);
        }
    }

    /** What a full disk has taken, by what was noted then. */
    private static void restoreLost(LogConfig config) throws RaftException {
        LogLocation location = LogLocation.of(config);
        try {
            LostVote.restoreByNote(location)
                    .ifPresent(term ->
                            log.atWarn().addKeyValue("term", term).log("lost_vote_restored"));
            LostConfiguration.restoreByNote(location)
                    .ifPresent(index ->
                            log.atWarn()
                                    .addKeyValue("index", index)
                                    .log("lost_configuration_restored"));
        } catch (IOException e) {
            throw new RaftException(
                    Outcome.NOT_APPENDED,
                    "the vote or the configuration in %s cannot be written: %s"
                            .formatted(config.dataDir(), e),
                    e);
        }
    }

    private static RaftServer.Division startOrClose(
            RaftServer server,
            StateMachineAdapter adapter,
            LogConfig config,
            LogPosition lastApplied)
            throws IOException, RaftException {
        boolean complete = false;
        try {
            server.start();
            RaftServer.Division division =
                    server.getDivision(RaftGroupId.valueOf(config.clusterId()));
            TermIndex last = division.getRaftLog().getLastEntryTermIndex();
            long lastIndex =
                    Math.max(last == null ? -1 : last.getIndex(), adapter.snapshotFoundAtStart());
            if (lastIndex < lastApplied.index()) {
                throw shorterThanState(config, lastIndex, lastApplied.index());
            }
            if (!division.getInfo().isAlive()) {
                throw new IOException("Ratis has closed the group again; its log says why");
            }
            complete = true;
            return division;
        } finally {
            if (!complete) {
                server.close();
            }
        }
    }

    /** Going on would skip the entries that other nodes put at the indices we seem to have. */
    private static RaftException shorterThanState(LogConfig config, long last, long applied) {
        return new RaftException(
                Outcome.NOT_APPENDED,
                ("the log in %s ends at index %d, but the state of node %d holds the log up to %d:"
                     + " records that this node has acknowledged are gone, and with them perhaps"
                     + " its votes. Replace this node (strongroom cluster replace-node); a copy of"
                     + " an older moment must not be put back")
                        .formatted(config.dataDir(), last, config.nodeId(), applied));
    }

    /** Ratis ends the process when it cannot bind; here it becomes an answer. */
    private static void requireFree(LogConfig.Peer self) throws RaftException {
        try (ServerSocket probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(self.host(), self.port()));
        } catch (IOException e) {
            throw new RaftException(
                    Outcome.NOT_APPENDED,
                    "cannot listen on %s:%d (%s): check that this is the node's own address and that nothing else uses the port"
                            .formatted(self.host(), self.port(), e.getMessage()),
                    e);
        }
    }

    /** Whether nothing listens on the node's own port. */
    static boolean isFree(LogConfig.Peer self) {
        try {
            requireFree(self);
            return true;
        } catch (RaftException taken) {
            return false;
        }
    }

    private static String rootMessage(Throwable trouble) {
        Throwable root = trouble;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return String.valueOf(root);
    }
}
