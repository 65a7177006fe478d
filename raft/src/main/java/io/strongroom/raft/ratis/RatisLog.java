package io.strongroom.raft.ratis;

import io.strongroom.raft.Applied;
import io.strongroom.raft.LogConfig;
import io.strongroom.raft.LogSpace;
import io.strongroom.raft.LogStatus;
import io.strongroom.raft.Membership;
import io.strongroom.raft.MembershipException;
import io.strongroom.raft.RaftException;
import io.strongroom.raft.RaftException.Outcome;
import io.strongroom.raft.ReplicatedLog;
import io.strongroom.raft.StateMachine;
import io.strongroom.raft.ratis.membership.LiveMembership;
import io.strongroom.raft.ratis.repair.LogLocation;
import io.strongroom.raft.ratis.repair.LostVote;
import io.strongroom.raft.ratis.snapshot.LogKeeper;
import io.strongroom.raft.ratis.snapshot.RestingSpace;
import io.strongroom.raft.ratis.snapshot.SegmentFiller;
import io.strongroom.raft.ratis.snapshot.SnapshotTrigger.Limits;

import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

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

    private final LeaderWatch leaders;
    private final HaltSwitch halt;
    private final ExecutorService executor;
    private final ScheduledExecutorService scheduler;
    private final AppliedIndex applied;
    private final Session.Parts parts;
    private final LiveMembership membership;
    private volatile @Nullable Session running;
    private volatile @Nullable LogStatus suspended;
    private volatile LogSpace resting = RestingSpace.UNKNOWN;
    private long suspendedTerm;
    private boolean started;
    private volatile boolean closed;

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
        this.halt = new HaltSwitch(halt);
        this.parts =
                Session.Parts.of(
                        config, stateMachine, new Session.Bounds(limits, logBytes), this.halt);
        this.leaders = parts.leaders();
        this.executor = parts.executor();
        this.scheduler = parts.scheduler();
        this.applied = parts.applied();
        this.membership =
                new LiveMembership(
                        new RatisGroup(config.nodeId(), this::node, parts.hosts(), stateMachine));
    }

    @Override
    public synchronized void start() throws RaftException {
        if (started || closed) {
            throw new IllegalStateException("a log is started once");
        }
        started = true;
        open();
        var _ =
                scheduler.scheduleWithFixedDelay(
                        this::watch, 0, WATCH_PERIOD_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** The server that runs now. */
    Optional<RatisNode> node() {
        return Optional.ofNullable(running).map(Session::node);
    }

    private void open() throws RaftException {
        Session session = Session.start(parts, this::leadershipMayHaveMoved, this::ended);
        running = session;
        session.arm();
    }

    /** Called on Ratis' threads, some of which hold its locks. */
    private void leadershipMayHaveMoved() {
        if (!scheduler.isShutdown()) {
            scheduler.execute(this::watch);
        }
    }

    /** An exception would end the watch. */
    private void watch() {
        Session now = running;
        try {
            leaders.update(now == null ? Optional.empty() : now.node().leader());
        } catch (RuntimeException listenerFailed) {
            log.atError().setCause(listenerFailed).log("leader_listener_failed");
        }
        try {
            if (now != null) {
                now.keeper().check();
            }
            if (now != null && !now.node().isAlive()) {
                now.halt().ended("Ratis has closed this node's part of the group");
            } else if (now != null && now.membership().tick()) {
                executor.execute(() -> removed(now));
            } else if (now != null && now.node().votesUnstarted(System.nanoTime())) {
                executor.execute(() -> startPromoted(now));
            }
        } catch (RuntimeException closing) {
            log.atDebug().setCause(closing).log("membership_not_seen");
        }
    }

    /** Called on Ratis' threads, some of which hold its locks. */
    private void ended(String what) {
        Session now = running;
        if (now != null && !closed) {
            executor.execute(() -> findOutWhy(now, what));
        }
    }

    private synchronized void findOutWhy(Session ended, String what) {
        if (running != ended) {
            return;
        }
        switch (ended.membership().whyEnded()) {
            case REMOVED -> removed(ended);
            case NO_VOTE -> startAgain(ended);
            case FAULT -> halt.fault(what, null);
        }
    }

    /**
     * Ratis tells a node whether it may campaign when it is new to the voters, which one that was a
     * listener is not: it would stay as it is until leadership moves.
     */
    private synchronized void startPromoted(Session session) {
        if (running == session && !closed) {
            startAgain(session);
        }
    }

    /** Ratis takes a listener for a follower until it is started anew, and closes it then. */
    private void startAgain(Session ended) {
        log.atInfo().log("raft_started_again");
        running = null;
        ended.close();
        try {
            open();
        } catch (RaftException e) {
            halt.fault("the log could not be started again", e);
        }
    }

    private synchronized void removed(Session session) {
        if (running != session) {
            return;
        }
        running = null;
        try {
            session.node().folder().removed();
        } catch (IOException e) {
            log.atError().setCause(e).log("removal_not_noted");
        }
        halt.fault(
                "this node was removed from the cluster; its id is spent, and its data are of no"
                        + " use any more: wipe them",
                null);
        session.close();
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
        Session now = running;
        return now == null || !now.membership().isMember()
                ? CompletableFuture.failedFuture(notRunning(now))
                : now.proposer().propose(ByteString.copyFrom(entry));
    }

    @Override
    public CompletableFuture<Long> readBarrier() {
        Session now = running;
        return now == null || !now.membership().isMember()
                ? CompletableFuture.failedFuture(notRunning(now))
                : now.readBarrier();
    }

    private RaftException notRunning(@Nullable Session session) {
        String why =
                suspended != null
                        ? "this node's log is suspended"
                        : "this node's log is not running";
        return new RaftException(
                Outcome.NOT_APPENDED,
                session == null ? why : "this node is no member of the cluster yet");
    }

    @Override
    public LogStatus status() {
        Session now = running;
        LogStatus asleep = suspended;
        return now != null
                ? now.node().status(applied.get())
                : asleep != null ? asleep : RatisNode.stopped();
    }

    @Override
    public Membership membership() {
        return membership;
    }

    @Override
    public LogSpace space() {
        Session now = running;
        return now == null ? resting : now.keeper();
    }

    /**
     * When the certificate expires that this node shows the others; empty unless it runs. Looked at
     * anew, so that it moves when the certificate is exchanged.
     */
    public Optional<Instant> certificateExpires() {
        return Optional.ofNullable(running).map(session -> session.tls().certificateExpires());
    }

    @Override
    public synchronized void suspend() {
        Session now = running;
        if (now == null) {
            return;
        }
        handLeadershipOver(now);
        suspended = suspended(now.node().status(applied.get()));
        resting = RestingSpace.of(now.keeper());
        running = null;
        now.close();
        // Only now, when no vote can be given any more.
        suspendedTerm = now.node().term();
        leadershipMayHaveMoved();
        log.atInfo().log("log_suspended");
    }

    @Override
    public synchronized void resume() throws RaftException {
        if (suspended == null || closed) {
            return;
        }
        restoreVote();
        open();
        suspended = null;
        log.atInfo().log("log_resumed");
    }

    private void restoreVote() throws RaftException {
        LogLocation location =
                new LogLocation(
                        parts.config().dataDir(),
                        parts.config().clusterId(),
                        parts.config().nodeId());
        try {
            if (LostVote.restore(location, suspendedTerm)) {
                log.atWarn().addKeyValue("term", suspendedTerm).log("lost_vote_restored");
            }
        } catch (IOException e) {
            throw new RaftException(
                    Outcome.NOT_APPENDED, "the vote cannot be written: " + e.getMessage(), e);
        }
    }

    private static LogStatus suspended(LogStatus last) {
        return new LogStatus(
                LogStatus.Role.SUSPENDED,
                Optional.empty(),
                last.term(),
                last.commitIndex(),
                last.appliedIndex(),
                true,
                Long.MAX_VALUE);
    }

    /** The others would otherwise find out by this node's silence. */
    private void handLeadershipOver(Session session) {
        if (session.node().status(-1).role() != LogStatus.Role.LEADER) {
            return;
        }
        try {
            membership.transferLeadership(Optional.empty());
        } catch (MembershipException | RaftException alone) {
            log.atWarn()
                    .addKeyValue("reason", alone.getMessage())
                    .log("leadership_not_handed_over");
        }
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
        suspended = null;
        Session now = running;
        if (now != null) {
            handLeadershipOver(now);
            running = null;
            now.close();
        }
        scheduler.shutdownNow();
        executor.close();
    }
}
