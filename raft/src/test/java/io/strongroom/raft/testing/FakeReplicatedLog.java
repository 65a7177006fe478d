package io.strongroom.raft.testing;

import io.strongroom.raft.Applied;
import io.strongroom.raft.LogConfig;
import io.strongroom.raft.LogPosition;
import io.strongroom.raft.LogStatus;
import io.strongroom.raft.LogStatus.Role;
import io.strongroom.raft.RaftException;
import io.strongroom.raft.RaftException.Outcome;
import io.strongroom.raft.ReplicatedLog;
import io.strongroom.raft.StateMachine;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * A log of one node in memory, node 1, always the leader until told otherwise. Feeds its state
 * machine on one thread of its own, as the real one does. Thread-safe.
 */
public final class FakeReplicatedLog implements ReplicatedLog {
    /** What a fault does to the entry that it hits. */
    public enum Fault {
        /** Refused before the log. */
        NOT_APPENDED,
        /** Lost: never applied, but the caller cannot know. */
        UNKNOWN_LOST,
        /** Applied, but the caller does not learn it. */
        UNKNOWN_APPLIED
    }

    private final StateMachine stateMachine;
    private final ExecutorService applier =
            Executors.newSingleThreadExecutor(
                    Thread.ofPlatform().daemon().name("fake-log").factory());
    private final AtomicLong index = new AtomicLong();
    private final AtomicLong barriers = new AtomicLong();
    private final Deque<Fault> faults = new ArrayDeque<>();
    private final List<Consumer<Optional<Integer>>> listeners = new CopyOnWriteArrayList<>();
    private volatile boolean running;
    private volatile boolean majority = true;
    private volatile boolean suspended;
    private final FakeMembership membership =
            new FakeMembership(List.of(new LogConfig.Peer(1, "127.0.0.1", 8444)));
    private final FakeLogSpace space = new FakeLogSpace(index::get);

    /** Goes on after what the state machine already has. */
    public FakeReplicatedLog(StateMachine stateMachine) {
        this.stateMachine = stateMachine;
        this.index.set(stateMachine.lastApplied().index());
    }

    /** The next proposals meet these faults, one each, in order. */
    public void failNext(Fault... next) {
        synchronized (faults) {
            faults.addAll(List.of(next));
        }
    }

    /** Without a majority proposals and barriers are refused at once, and there is no leader. */
    public void majority(boolean there) {
        majority = there;
        Optional<Integer> leader = there ? Optional.of(1) : Optional.empty();
        listeners.forEach(listener -> listener.accept(leader));
    }

    /** How many read barriers were asked for. */
    public long barriers() {
        return barriers.get();
    }

    @Override
    public void start() {
        running = true;
        listeners.forEach(listener -> listener.accept(Optional.of(1)));
    }

    @Override
    public CompletableFuture<Applied> propose(byte[] entry) {
        if (entry.length == 0 || entry.length > MAX_ENTRY_BYTES) {
            throw new IllegalArgumentException("an entry has 1 to " + MAX_ENTRY_BYTES + " bytes");
        }
        if (!running || suspended || !majority) {
            return refused(Outcome.NOT_APPENDED, "no leader");
        }
        Fault fault;
        synchronized (faults) {
            fault = faults.poll();
        }
        if (fault == Fault.NOT_APPENDED) {
            return refused(Outcome.NOT_APPENDED, "told to fail");
        }
        if (fault == Fault.UNKNOWN_LOST) {
            return refused(Outcome.UNKNOWN, "told to fail");
        }
        byte[] copy = entry.clone();
        CompletableFuture<Applied> applied =
                CompletableFuture.supplyAsync(() -> apply(copy), applier);
        return fault == Fault.UNKNOWN_APPLIED
                ? applied.thenCompose(_ -> refused(Outcome.UNKNOWN, "told to fail"))
                : applied;
    }

    private Applied apply(byte[] entry) {
        long at = index.incrementAndGet();
        return new Applied(at, stateMachine.apply(new LogPosition(1, at), entry));
    }

    @Override
    public CompletableFuture<Long> readBarrier() {
        barriers.incrementAndGet();
        if (!running || suspended || !majority) {
            return refused(Outcome.NOT_APPENDED, "no majority");
        }
        // Behind everything that was proposed before.
        return CompletableFuture.supplyAsync(index::get, applier);
    }

    private static <T> CompletableFuture<T> refused(Outcome outcome, String why) {
        return CompletableFuture.failedFuture(new RaftException(outcome, why));
    }

    @Override
    public LogStatus status() {
        long at = index.get();
        if (!running) {
            return new LogStatus(Role.STOPPED, Optional.empty(), 1, at, at, false, 0);
        }
        if (suspended) {
            return new LogStatus(Role.SUSPENDED, Optional.empty(), 1, at, at, true, 10_000);
        }
        return majority
                ? new LogStatus(Role.LEADER, Optional.of(1), 1, at, at, true, 0)
                : new LogStatus(Role.CANDIDATE, Optional.empty(), 1, at, at, true, 10_000);
    }

    @Override
    public FakeMembership membership() {
        return membership;
    }

    @Override
    public FakeLogSpace space() {
        return space;
    }

    @Override
    public void suspend() {
        suspended = true;
    }

    @Override
    public void resume() {
        suspended = false;
    }

    @Override
    public void onLeaderChange(Consumer<Optional<Integer>> listener) {
        listeners.add(listener);
    }

    @Override
    public void close() {
        running = false;
        applier.close();
    }
}
