package io.strongroom.raft.ratis;

import io.strongroom.raft.LogConfig;
import io.strongroom.raft.LogPosition;
import io.strongroom.raft.LogStatus;
import io.strongroom.raft.LogStatus.Role;
import io.strongroom.raft.RaftException;
import io.strongroom.raft.RaftException.Outcome;
import io.strongroom.raft.ratis.disk.SyncedFolders;
import io.strongroom.raft.ratis.tls.NodeTls;

import org.apache.ratis.proto.RaftProtos.RaftPeerRole;
import org.apache.ratis.proto.RaftProtos.RoleInfoProto;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftClientRequest;
import org.apache.ratis.protocol.RaftGroup;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.SnapshotManagementRequest;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.server.storage.RaftStorage;
import org.apache.ratis.util.LifeCycle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** This node's Ratis server: started, asked, told to give leadership up, closed. Thread-safe. */
final class RatisNode implements Transport, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(RatisNode.class);

    /** How long the thread that applies may take to come to a snapshot. */
    private static final long SNAPSHOT_MILLIS = 30_000;

    private static final long UNSTARTED_NANOS = Duration.ofSeconds(2).toNanos();

    private static final Duration CLOSE_POLL = Duration.ofMillis(20);

    private final RaftServer server;
    private final RaftServer.Division division;
    private final ClientId client;
    private final RatisSettings settings;
    private final NodeTls tls;
    private final NodeFolder folder;
    private final LogConfig.Peer self;
    private OptionalLong unstartedSince = OptionalLong.empty();

    private RatisNode(
            RaftServer server, RaftServer.Division division, ClientId client, Prepared prepared) {
        this.server = server;
        this.division = division;
        this.client = client;
        this.settings = prepared.settings();
        this.tls = prepared.tls();
        this.folder = prepared.folder();
        this.self = prepared.self();
    }

    /** What a server is started with. */
    private record Prepared(
            LogConfig.Peer self, NodeFolder folder, RatisSettings settings, NodeTls tls) {}

    /**
     * Starts the server on this node's own address.
     *
     * @param lastApplied what the state already holds; the log must reach as far
     */
    static RatisNode start(
            LogConfig config,
            NodeTls tls,
            ClientId client,
            StateMachineAdapter adapter,
            LogPosition lastApplied)
            throws RaftException {
        LogConfig.Peer self = self(config);
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
        DamagedLog.refuse(config, lastApplied.index());
        folder.claim(config.join());
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
                    server, division, client, new Prepared(self, folder, settings, tls));
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
        return new PeerLinks(
                client,
                settings.properties(),
                tls.parameters(),
                () -> configuration().peers(),
                background);
    }

    /** Makes the connections anew on which this node's server speaks to the others; blocks. */
    void renewConnections() {
        for (RaftPeer peer : configuration().peers()) {
            if (!peer.getId().equals(server.getId())) {
                // The appender's stream ends within seconds, and goes on over the new connection.
                server.getServerRpc()
                        .handleException(
                                peer.getId(), new IOException("the certificate is new"), true);
            }
        }
    }

    /** Has {@link StateMachineAdapter#takeSnapshot} called, when there is anything new; waits. */
    void requestSnapshot() {
        SnapshotManagementRequest request =
                SnapshotManagementRequest.newCreate(
                        client,
                        server.getId(),
                        division.getMemberId().getGroupId(),
                        0,
                        SNAPSHOT_MILLIS,
                        1);
        try {
            RaftClientReply reply = server.snapshotManagement(request);
            if (!reply.isSuccess()) {
                throw new IOException(
                        "Ratis has refused to call for a snapshot", reply.getException());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    RaftServer server() {
        return server;
    }

    RaftServer.Division division() {
        return division;
    }

    NodeFolder folder() {
        return folder;
    }

    /** The newest membership in this node's log, committed or not. */
    Configuration configuration() {
        return Configuration.of(division);
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
        return isAlive()
                ? Optional.ofNullable(division.getInfo().getLeaderId()).map(Peers::nodeId)
                : Optional.empty();
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
        boolean started = division.getInfo().getLifeCycleState().isRunning();
        return new LogStatus(
                votes() ? role(info.getRole()) : Role.LISTENER,
                leader(),
                division.getInfo().getCurrentTerm(),
                division.getRaftLog().getLastCommittedIndex(),
                appliedIndex,
                true,
                started ? millisSinceLeader(info) : Long.MAX_VALUE);
    }

    /** Whether this node has had a vote for seconds, and Ratis has not let it begin to use it. */
    boolean votesUnstarted(long nowNanos) {
        Configuration now = configuration();
        boolean unstarted =
                now.committed()
                        && now.settled()
                        && now.votes(division.getId())
                        && division.getInfo().getLifeCycleState() == LifeCycle.State.STARTING;
        if (!unstarted) {
            unstartedSince = OptionalLong.empty();
        } else if (unstartedSince.isEmpty()) {
            unstartedSince = OptionalLong.of(nowNanos);
        }
        return unstartedSince.isPresent()
                && nowNanos - unstartedSince.getAsLong() > UNSTARTED_NANOS;
    }

    /** Ratis calls a listener a follower until it is started again. */
    private boolean votes() {
        return configuration().votes(division.getId());
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
     * Returns once the log and the state machine are closed and the port is free. What Ratis does
     * after that goes on by itself: it waits three seconds for each of its connections to the
     * others, whose streams they do not end.
     */
    @Override
    public void close() {
        Thread closing = Thread.ofPlatform().daemon().name("raft-close").start(this::closeServer);
        try {
            while (!closing.join(CLOSE_POLL) && !allButConnectionsClosed()) {
                // Looks again.
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean allButConnectionsClosed() {
        if (division.getInfo().getLifeCycleState() != LifeCycle.State.CLOSED) {
            return false;
        }
        try {
            requireFree(self);
            return true;
        } catch (RaftException stillServing) {
            return false;
        }
    }

    private void closeServer() {
        try {
            server.close();
        } catch (IOException e) {
            log.atWarn().setCause(e).log("raft_close_failed");
        }
    }
}
