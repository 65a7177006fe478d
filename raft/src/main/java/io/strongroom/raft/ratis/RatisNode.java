package io.strongroom.raft.ratis;

import io.strongroom.raft.LogConfig;
import io.strongroom.raft.LogStatus;
import io.strongroom.raft.LogStatus.Role;
import io.strongroom.raft.ratis.read.ReadIndex;
import io.strongroom.raft.ratis.read.Standing;
import io.strongroom.raft.ratis.tls.NodeTls;

import org.apache.ratis.proto.RaftProtos.RaftPeerRole;
import org.apache.ratis.proto.RaftProtos.RoleInfoProto;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftClientRequest;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.SnapshotManagementRequest;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.util.LifeCycle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/** This node's Ratis server: asked, told to give leadership up, closed. Thread-safe. */
final class RatisNode implements Transport, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(RatisNode.class);

    /** How long the thread that applies may take to come to a snapshot. */
    private static final long SNAPSHOT_MILLIS = 30_000;

    private static final long CLOSE_NANOS = 30_000_000_000L;

    private static final long POLL_NANOS = 20_000_000;

    /** More than a part of a snapshot takes to write, and than elections take. */
    private static final long SILENT_MILLIS = 3_000;

    private final RaftServer server;
    private final RaftServer.Division division;
    private final ClientId client;
    private final RatisSettings settings;
    private final NodeTls tls;
    private final NodeFolder folder;
    private final LogConfig.Peer self;

    RatisNode(RaftServer server, RaftServer.Division division, ClientId client, Prepared prepared) {
        this.server = server;
        this.division = division;
        this.client = client;
        this.settings = prepared.settings();
        this.tls = prepared.tls();
        this.folder = prepared.folder();
        this.self = prepared.self();
    }

    /** What a server is started with. */
    record Prepared(LogConfig.Peer self, NodeFolder folder, RatisSettings settings, NodeTls tls) {}

    PeerLinks links() {
        return new PeerLinks(
                client, settings.properties(), tls.parameters(), () -> configuration().peers());
    }

    /** Makes the connections anew on which this node's server speaks to the others; blocks. */
    void renewConnections(String reason) {
        for (RaftPeer peer : configuration().peers()) {
            if (!peer.getId().equals(server.getId())) {
                // The appender's stream ends within seconds, and goes on over the new connection.
                server.getServerRpc().handleException(peer.getId(), new IOException(reason), true);
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

    /**
     * Where this node stands. Role, readiness and commit index are read first and the term last:
     * when the leader's own record names that term, no newer one had begun before, so that all of
     * them are of this leadership.
     */
    Standing standing(Configuration now) {
        RoleInfoProto role = division.getInfo().getRoleInfoProto();
        boolean ready = division.getInfo().isLeaderReady();
        long commitIndex = division.getRaftLog().getLastCommittedIndex();
        long term = division.getInfo().getCurrentTerm();
        return new Standing(
                self.nodeId(),
                term,
                ready && role.hasLeaderInfo() && role.getLeaderInfo().getTerm() == term,
                commitIndex,
                now.committed() && now.settled() ? now.index() : -1);
    }

    /** As this node sees the cluster that it reads from. */
    ReadIndex.View readView() {
        Configuration now = configuration();
        return new ReadIndex.View(
                self.nodeId(),
                standing(now),
                now.voters().stream()
                        .map(peer -> Peers.nodeId(peer.getId()))
                        .collect(Collectors.toUnmodifiableSet()),
                leader().map(OptionalInt::of).orElseGet(OptionalInt::empty));
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

    /** The newest term that this node was in; also of one that is closed. */
    long term() {
        return division.getInfo().getCurrentTerm();
    }

    /** Whether this node has a vote, and Ratis has not let it begin to use it. */
    boolean votesUnstarted() {
        Configuration now = configuration();
        return now.committed()
                && now.settled()
                && now.votes(division.getId())
                && division.getInfo().getLifeCycleState() == LifeCycle.State.STARTING;
    }

    /**
     * Whether Ratis keeps this follower from campaigning, because it believes that something of a
     * leader's is under way, though no leader has been heard for long and the log has written all
     * that it was given. Ratis 3.3 counts what comes from a leader and does not always count that
     * it is done: not an append that the log refuses, and not a part of a snapshot that comes out
     * of turn ({@code FollowerState.outstandingOp}). Such a node would never campaign again.
     */
    boolean isBarred() {
        RoleInfoProto info = division.getInfo().getRoleInfoProto();
        if (info.getRole() != RaftPeerRole.FOLLOWER
                || info.getFollowerInfo().getOutstandingOp() == 0
                || millisSinceLeader(info) < SILENT_MILLIS) {
            return false;
        }
        TermIndex last = division.getRaftLog().getLastEntryTermIndex();
        boolean written = last == null || division.getRaftLog().getFlushIndex() >= last.getIndex();
        // A snapshot that has arrived is taken over while its last part is under way.
        return written && division.getStateMachine().getLifeCycleState().isRunning();
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
        long deadline = System.nanoTime() + CLOSE_NANOS;
        // Ratis does not wait for a part of the group that another of its threads is closing.
        while (division.getInfo().getLifeCycleState() != LifeCycle.State.CLOSED
                || (closing.isAlive() && !NodeStart.isFree(self))) {
            if (System.nanoTime() - deadline > 0) {
                log.atWarn()
                        .addKeyValue("state", division.getInfo().getLifeCycleState())
                        .log("raft_close_slow");
                return;
            }
            LockSupport.parkNanos(POLL_NANOS);
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
