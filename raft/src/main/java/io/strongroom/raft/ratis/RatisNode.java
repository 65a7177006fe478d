package io.strongroom.raft.ratis;

import io.strongroom.raft.LogConfig;
import io.strongroom.raft.LogPosition;
import io.strongroom.raft.LogStatus;
import io.strongroom.raft.LogStatus.Role;
import io.strongroom.raft.RaftException;
import io.strongroom.raft.RaftException.Outcome;

import org.apache.ratis.conf.Parameters;
import org.apache.ratis.proto.RaftProtos.RaftPeerRole;
import org.apache.ratis.proto.RaftProtos.RoleInfoProto;
import org.apache.ratis.proto.RaftProtos.ServerRpcProto;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftClientRequest;
import org.apache.ratis.protocol.RaftGroup;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.protocol.TransferLeadershipRequest;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.server.storage.RaftStorage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** This node's Ratis server: started, asked, told to give leadership up, closed. Thread-safe. */
final class RatisNode implements Transport, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(RatisNode.class);

    /** Leadership moves in well under this when there is anyone to take it. */
    private static final long HAND_OVER_MILLIS = 1_000;

    private final RaftServer server;
    private final RaftServer.Division division;
    private final ClientId client;
    private final RatisSettings settings;
    private final Parameters tls;
    private final List<RaftPeer> peers;

    private RatisNode(
            RaftServer server,
            RaftServer.Division division,
            ClientId client,
            RatisSettings settings,
            Parameters tls) {
        this.server = server;
        this.division = division;
        this.client = client;
        this.settings = settings;
        this.tls = tls;
        this.peers = List.copyOf(division.getGroup().getPeers());
    }

    /**
     * Starts the server on this node's own address.
     *
     * @param lastApplied what the state already holds; the log must reach as far
     */
    static RatisNode start(
            LogConfig config, ClientId client, StateMachineAdapter adapter, LogPosition lastApplied)
            throws RaftException {
        LogConfig.Peer self = self(config);
        Parameters tls = NodeTls.parameters(config);
        NodeFolder folder = NodeFolder.open(config);
        if (folder.fresh() && lastApplied.index() >= 0) {
            throw shorterThanState(config, -1, lastApplied.index());
        }
        RatisSettings settings =
                new RatisSettings(folder.logDir(), folder.removedDir(), self.host(), self.port());
        requireFree(self);
        DamagedLog.refuse(config, lastApplied.index());
        log.atInfo().addKeyValue("settings", settings.line()).log("raft_settings");
        RaftGroupId group = RaftGroupId.valueOf(config.clusterId());
        try {
            RaftServer server =
                    RaftServer.newBuilder()
                            .setServerId(Peers.id(self.nodeId()))
                            .setGroup(RaftGroup.valueOf(group, Peers.of(config.peers())))
                            .setStateMachine(adapter)
                            .setProperties(settings.properties())
                            .setParameters(tls)
                            // Formats an empty folder only; the default wants it always empty.
                            .setOption(RaftStorage.StartupOption.RECOVER)
                            .build();
            RaftServer.Division division = startOrClose(server, group, config, lastApplied);
            return new RatisNode(server, division, client, settings, tls);
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

    private static RaftServer.Division startOrClose(
            RaftServer server, RaftGroupId group, LogConfig config, LogPosition lastApplied)
            throws IOException, RaftException {
        boolean complete = false;
        try {
            server.start();
            RaftServer.Division division = server.getDivision(group);
            TermIndex last = division.getRaftLog().getLastEntryTermIndex();
            long lastIndex = last == null ? -1 : last.getIndex();
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
                     + " the log was lost or replaced; restore both together from the same moment,"
                     + " and see the operations guide on lost disks before you start this node"
                     + " empty")
                        .formatted(config.dataDir(), last, config.nodeId(), applied));
    }

    private static LogConfig.Peer self(LogConfig config) {
        return config.peers().stream()
                .filter(peer -> peer.nodeId() == config.nodeId())
                .findFirst()
                .orElseThrow();
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

    private static String rootMessage(Throwable trouble) {
        Throwable root = trouble;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return String.valueOf(root);
    }

    PeerLinks links(Executor background) {
        return new PeerLinks(client, settings.properties(), tls, peers, background);
    }

    @Override
    public CompletableFuture<RaftClientReply> send(RaftClientRequest request) {
        try {
            return server.submitClientRequestAsync(request);
        } catch (IOException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    Optional<Integer> leader() {
        return Optional.ofNullable(division.getInfo().getLeaderId()).map(Peers::nodeId);
    }

    boolean isAlive() {
        return division.getInfo().isAlive();
    }

    /** What a node says that has not been started, or has been closed. */
    static LogStatus stopped() {
        return new LogStatus(Role.STOPPED, Optional.empty(), 0, -1, -1, false, Long.MAX_VALUE);
    }

    LogStatus status(long appliedIndex) {
        if (!isAlive()) {
            return stopped();
        }
        RoleInfoProto info = division.getInfo().getRoleInfoProto();
        return new LogStatus(
                role(info.getRole()),
                leader(),
                division.getInfo().getCurrentTerm(),
                division.getRaftLog().getLastCommittedIndex(),
                appliedIndex,
                true,
                millisSinceLeader(info));
    }

    private static Role role(RaftPeerRole role) {
        return switch (role) {
            case LEADER -> Role.LEADER;
            case FOLLOWER -> Role.FOLLOWER;
            case CANDIDATE -> Role.CANDIDATE;
            case LISTENER -> Role.LISTENER;
            case UNRECOGNIZED -> Role.STOPPED;
        };
    }

    private static long millisSinceLeader(RoleInfoProto info) {
        return switch (info.getRole()) {
            case FOLLOWER, LISTENER ->
                    info.getFollowerInfo().getLeaderInfo().getLastRpcElapsedTimeMs();
            case CANDIDATE -> info.getCandidateInfo().getLastLeaderElapsedTimeMs();
            case LEADER, UNRECOGNIZED -> 0;
        };
    }

    /**
     * Moves leadership to the follower heard last, if this node has it. The others would otherwise
     * find out by its silence.
     */
    void handLeadershipOver() {
        if (!isAlive() || !division.getInfo().isLeader()) {
            return;
        }
        Optional<RaftPeerId> successor =
                division.getInfo().getRoleInfoProto().getLeaderInfo().getFollowerInfoList().stream()
                        .filter(follower -> follower.getLastRpcElapsedTimeMs() < HAND_OVER_MILLIS)
                        .min(Comparator.comparingLong(ServerRpcProto::getLastRpcElapsedTimeMs))
                        .map(follower -> RaftPeerId.valueOf(follower.getId().getId()));
        if (successor.isEmpty()) {
            return;
        }
        TransferLeadershipRequest request =
                new TransferLeadershipRequest(
                        client,
                        server.getId(),
                        division.getMemberId().getGroupId(),
                        0,
                        successor.get(),
                        HAND_OVER_MILLIS);
        try {
            RaftClientReply reply = server.transferLeadership(request);
            log.atInfo()
                    .addKeyValue("to", successor.get())
                    .addKeyValue("success", reply.isSuccess())
                    .log("leadership_handed_over");
        } catch (IOException e) {
            log.atWarn()
                    .addKeyValue("to", successor.get())
                    .setCause(e)
                    .log("leadership_not_handed_over");
        }
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            log.atWarn().setCause(e).log("raft_close_failed");
        }
    }
}
