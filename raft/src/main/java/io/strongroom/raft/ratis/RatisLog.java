package io.strongroom.raft.ratis;

import io.strongroom.raft.Applied;
import io.strongroom.raft.LogConfig;
import io.strongroom.raft.LogSpace;
import io.strongroom.raft.LogStatus;
import io.strongroom.raft.RaftException;
import io.strongroom.raft.RaftException.Outcome;
import io.strongroom.raft.ReplicatedLog;
import io.strongroom.raft.StateMachine;
import io.strongroom.raft.ratis.snapshot.LogKeeper;
import io.strongroom.raft.ratis.snapshot.SegmentFiller;
import io.strongroom.raft.ratis.snapshot.SnapshotMaker;
import io.strongroom.raft.ratis.snapshot.SnapshotStore;
import io.strongroom.raft.ratis.snapshot.SnapshotTrigger;
import io.strongroom.raft.ratis.snapshot.SnapshotTrigger.Limits;
import io.strongroom.raft.ratis.tls.NodeTls;

import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * One node's part in the log, on Apache Ratis with gRPC over mutual TLS. Thread-safe.
 *
 * <p>Reads are made linearizable by our own barrier entries; Ratis' reads and its leader lease are
 * never used (reliability findings F1, F2). A local fault (an exception out of the state machine, a
 * failed log write, a server that Ratis has closed) calls the halt hook, once; a process that
 * outlives it answers nothing right any more.
 */
public final class RatisLog implements ReplicatedLog {
    private static final Logger log = LoggerFactory.getLogger(RatisLog.class);

    /** How often lost leadership and a dead server are looked for; Ratis reports neither. */
    private static final long WATCH_PERIOD_MILLIS = 100;

    private final LogConfig config;
    private final StateMachine stateMachine;
    private final Limits limits;
    private final long logBytes;
    private final ClientId client = ClientId.randomId();
    private final LeaderWatch leaders = new LeaderWatch();
    private final HaltSwitch halt;
    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    private final ScheduledThreadPoolExecutor scheduler;
    private final AppliedIndex applied;
    private final AppendMarks marks;
    private volatile @Nullable Running running;
    private boolean started;
    private boolean closed;

    /** What exists between start and close. */
    private record Running(
            RatisNode node,
            NodeTls tls,
            PeerLinks links,
            Proposer proposer,
            CoalescedBarrier barrier,
            LogKeeper keeper) {}

    /**
     * @param halt called with the reason when this node must not go on; in production it ends the
     *     process at once, without shutdown hooks: none of them may touch the state
     */
    public RatisLog(LogConfig config, StateMachine stateMachine, Consumer<String> halt) {
        this(config, stateMachine, halt, Limits.DEFAULT, LogKeeper.DEFAULT_LOG_BYTES);
    }

    /** With other limits for snapshots and for the bytes of the log, for tests. */
    RatisLog(
            LogConfig config,
            StateMachine stateMachine,
            Consumer<String> halt,
            Limits limits,
            long logBytes) {
        this.limits = limits;
        this.logBytes = logBytes;
        this.config = config;
        this.stateMachine = stateMachine;
        this.halt = new HaltSwitch(halt);
        this.scheduler =
                new ScheduledThreadPoolExecutor(
                        1, Thread.ofPlatform().daemon().name("raft-log-timer").factory());
        this.scheduler.setRemoveOnCancelPolicy(true);
        this.applied = new AppliedIndex(executor);
        this.marks = new AppendMarks(client);
    }

    @Override
    public synchronized void start() throws RaftException {
        if (started || closed) {
            throw new IllegalStateException("a log is started once");
        }
        started = true;
        SnapshotMaker snapshots =
                new SnapshotMaker(
                        stateMachine,
                        new SnapshotStore(config.dataDir().toAbsolutePath()),
                        new SnapshotTrigger(limits, System.nanoTime()),
                        executor);
        StateMachineAdapter adapter =
                new StateMachineAdapter(
                        snapshots, applied, marks, halt, this::leadershipMayHaveMoved);
        NodeTls tls = NodeTls.open(config.tls(), ownHost(), this::peerHosts);
        RatisNode node = RatisNode.start(config, tls, client, adapter, stateMachine.lastApplied());
        PeerLinks links = node.links(executor);
        Proposer proposer =
                new Proposer(
                        new Proposer.Identity(
                                config.nodeId(),
                                RaftGroupId.valueOf(config.clusterId()),
                                client,
                                config.requestTimeout()),
                        new Proposer.Routes(node, links, marks),
                        leaders,
                        executor,
                        scheduler);
        CoalescedBarrier barrier =
                new CoalescedBarrier(
                        () -> proposer.propose(ByteString.EMPTY).thenApply(Applied::index),
                        applied::await);
        LogKeeper keeper =
                new LogKeeper(
                        new LogKeeper.Access(
                                node.division(),
                                node::requestSnapshot,
                                entry -> proposer.propose(entry).thenApply(Applied::index)),
                        snapshots,
                        logBytes,
                        executor);
        running = new Running(node, tls, links, proposer, barrier, keeper);
        halt.arm();
        tls.watch(() -> {
            links.renew();
            node.renewConnections();
        });
        var _ =
                scheduler.scheduleWithFixedDelay(
                        this::watch, 0, WATCH_PERIOD_MILLIS, TimeUnit.MILLISECONDS);
    }

    private String ownHost() {
        return config.peers().stream()
                .filter(peer -> peer.nodeId() == config.nodeId())
                .findFirst()
                .orElseThrow()
                .host();
    }

    /** Whose certificates open the peers' port. */
    private Set<String> peerHosts() {
        return config.peers().stream()
                .map(LogConfig.Peer::host)
                .collect(Collectors.toUnmodifiableSet());
    }

    /**
     * When the certificate expires that this node shows the others; empty unless it runs. Looked at
     * anew, so that it moves when the certificate is exchanged.
     */
    public Optional<Instant> certificateExpires() {
        Running now = running;
        return now == null ? Optional.empty() : Optional.of(now.tls().certificateExpires());
    }

    /** Called on Ratis' threads, some of which hold its locks. */
    private void leadershipMayHaveMoved(Optional<RaftPeerId> named) {
        if (!scheduler.isShutdown()) {
            scheduler.execute(this::watch);
        }
    }

    private void watch() {
        Running now = running;
        if (now == null) {
            return;
        }
        try {
            leaders.update(now.node().leader());
        } catch (RuntimeException listenerFailed) {
            log.atError().setCause(listenerFailed).log("leader_listener_failed");
        }
        now.keeper().check();
        if (!now.node().isAlive()) {
            halt.ended("Ratis has closed this node's part of the group");
        }
    }

    @Override
    public CompletableFuture<Applied> propose(byte[] entry) {
        if (entry.length == 0 || entry.length > MAX_ENTRY_BYTES) {
            throw new IllegalArgumentException(
                    "an entry has 1 to %d bytes, not %d".formatted(MAX_ENTRY_BYTES, entry.length));
        }
        if (entry[0] == SegmentFiller.MARK) {
            throw new IllegalArgumentException("an entry that begins with zero is the log's own");
        }
        Running now = running;
        return now == null
                ? CompletableFuture.failedFuture(notRunning())
                : now.proposer().propose(ByteString.copyFrom(entry));
    }

    @Override
    public CompletableFuture<Long> readBarrier() {
        Running now = running;
        if (now == null) {
            return CompletableFuture.failedFuture(notRunning());
        }
        CompletableFuture<Long> read = new CompletableFuture<>();
        var _ =
                now.barrier()
                        .await()
                        .orTimeout(config.requestTimeout().toMillis(), TimeUnit.MILLISECONDS)
                        .whenCompleteAsync(
                                (index, trouble) -> {
                                    if (trouble == null) {
                                        read.complete(index);
                                    } else {
                                        read.completeExceptionally(noBarrier(trouble));
                                    }
                                },
                                executor);
        return read;
    }

    /** Nothing of the caller's can be in the log after a read. */
    private RaftException noBarrier(Throwable trouble) {
        Throwable cause = trouble instanceof CompletionException ? trouble.getCause() : trouble;
        String why =
                cause instanceof TimeoutException
                        ? "no majority confirmed a read within " + config.requestTimeout()
                        : "no majority confirmed a read";
        return new RaftException(Outcome.NOT_APPENDED, why + ": try again", cause);
    }

    private static RaftException notRunning() {
        return new RaftException(Outcome.NOT_APPENDED, "this node's log is not running");
    }

    @Override
    public LogStatus status() {
        Running now = running;
        return now == null ? RatisNode.stopped() : now.node().status(applied.get());
    }

    @Override
    public io.strongroom.raft.Membership membership() {
        throw new UnsupportedOperationException();
    }

    @Override
    public LogSpace space() {
        Running now = running;
        if (now == null) {
            throw new IllegalStateException("this node's log is not running");
        }
        return now.keeper();
    }

    @Override
    public void suspend() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void resume() throws RaftException {
        throw new UnsupportedOperationException();
    }

    @Override
    public void onLeaderChange(Consumer<Optional<Integer>> listener) {
        leaders.listen(listener);
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        Running now = running;
        if (now != null) {
            now.node().handLeadershipOver();
            halt.disarm();
            running = null;
            now.tls().close();
            now.proposer().close();
            now.links().close();
            now.node().close();
        }
        scheduler.shutdownNow();
        executor.close();
    }
}
