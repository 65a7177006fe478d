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
import io.strongroom.raft.ratis.snapshot.LogKeeper;
import io.strongroom.raft.ratis.snapshot.RestingSpace;
import io.strongroom.raft.ratis.snapshot.SegmentFiller;
import io.strongroom.raft.ratis.snapshot.SnapshotTrigger.Limits;

import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
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
    private final ExecutorService executor;
    private final ScheduledExecutorService scheduler;
    private final AppliedIndex applied;
    private final Session.Parts parts;

    /** Its monitor guards every change here: start, suspend, resume, close. */
    private final Sessions sessions;

    private final LiveMembership membership;
    private volatile @Nullable LogStatus suspended;
    private volatile LogSpace resting = RestingSpace.UNKNOWN;
    private long suspendedTerm;
    private boolean started;

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
        this.parts =
                Session.Parts.of(
                        config,
                        stateMachine,
                        new Session.Bounds(limits, logBytes),
                        new HaltSwitch(reason -> halt(halt, reason)));
        this.sessions = new Sessions(parts, this::leadershipMayHaveMoved);
        this.leaders = parts.leaders();
        this.executor = parts.executor();
        this.scheduler = parts.scheduler();
        this.applied = parts.applied();
        this.membership =
                new LiveMembership(
                        new RatisGroup(config.nodeId(), this::node, parts.hosts(), stateMachine));
    }

    private void halt(Consumer<String> hook, String reason) {
        noteTerm();
        hook.accept(reason);
    }

    /** What is done before the halt hook is called, also while a session is being ended. */
    void noteTerm() {
        sessions.noteTerm();
    }

    @Override
    public void start() throws RaftException {
        synchronized (sessions) {
            if (started || sessions.closed()) {
                throw new IllegalStateException("a log is started once");
            }
            started = true;
            sessions.open();
            var _ =
                    scheduler.scheduleWithFixedDelay(
                            this::watch, 0, WATCH_PERIOD_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    /** The server that runs now. */
    Optional<RatisNode> node() {
        return Optional.ofNullable(sessions.running()).map(Session::node);
    }

    /** Called on Ratis' threads, some of which hold its locks. */
    private void leadershipMayHaveMoved() {
        try {
            scheduler.execute(this::watch);
        } catch (RejectedExecutionException _) {
            // The log is closed; Ratis ends some of its threads later.
        }
    }

    /** An exception would end the watch. */
    private void watch() {
        Session now = sessions.running();
        try {
            leaders.update(now == null ? Optional.empty() : now.node().leader());
        } catch (RuntimeException listenerFailed) {
            log.atError().setCause(listenerFailed).log("leader_listener_failed");
        }
        try {
            if (now != null) {
                now.keeper().check();
                sessions.look(now);
            }
        } catch (RuntimeException closing) {
            log.atDebug().setCause(closing).log("membership_not_seen");
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
        Session now = sessions.running();
        return now == null || !now.membership().isMember()
                ? CompletableFuture.failedFuture(notRunning(now))
                : now.proposer().propose(ByteString.copyFrom(entry));
    }

    @Override
    public CompletableFuture<Long> readBarrier() {
        Session now = sessions.running();
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
        Session now = sessions.running();
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
        Session now = sessions.running();
        return now == null ? resting : now.keeper();
    }

    /**
     * When the certificate expires that this node shows the others; empty unless it runs. Looked at
     * anew, so that it moves when the certificate is exchanged.
     */
    public Optional<Instant> certificateExpires() {
        return Optional.ofNullable(sessions.running())
                .map(session -> session.tls().certificateExpires());
    }

    @Override
    public void suspend() {
        synchronized (sessions) {
            Session now = sessions.running();
            if (now == null) {
                return;
            }
            // Not handed over: the election would have this node write on a disk that is full.
            suspended = suspended(now.node().status(applied.get()));
            resting = RestingSpace.of(now.keeper());
            sessions.end(now);
            // Only now, when no vote can be given any more.
            suspendedTerm = now.node().term();
            sessions.noteTerm();
            leadershipMayHaveMoved();
            log.atInfo().log("log_suspended");
        }
    }

    @Override
    public void resume() throws RaftException {
        synchronized (sessions) {
            if (suspended == null || sessions.closed()) {
                return;
            }
            sessions.restoreVote(suspendedTerm);
            sessions.open();
            suspended = null;
            log.atInfo().log("log_resumed");
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
    public void close() {
        synchronized (sessions) {
            if (sessions.closed()) {
                return;
            }
            sessions.close();
            suspended = null;
            Session now = sessions.running();
            if (now != null) {
                handLeadershipOver(now);
                sessions.end(now);
            }
        }
        // Not under the monitor: a task may be waiting for it, to find that nothing runs.
        scheduler.shutdownNow();
        executor.close();
    }
}
