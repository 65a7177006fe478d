package io.strongroom.raft.ratis;

import io.strongroom.raft.LogPosition;
import io.strongroom.raft.ReplicatedLog;
import io.strongroom.raft.StateMachine;
import io.strongroom.raft.ratis.snapshot.SegmentFiller;
import io.strongroom.raft.ratis.snapshot.SnapshotMaker;
import io.strongroom.raft.ratis.snapshot.SnapshotStore;

import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.proto.RaftProtos.RaftConfigurationProto;
import org.apache.ratis.proto.RaftProtos.RoleInfoProto;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientRequest;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftGroupMemberId;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.server.storage.RaftStorage;
import org.apache.ratis.statemachine.SnapshotInfo;
import org.apache.ratis.statemachine.StateMachineStorage;
import org.apache.ratis.statemachine.TransactionContext;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.apache.ratis.thirdparty.com.google.protobuf.UnsafeByteOperations;
import org.apache.ratis.util.LifeCycle;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.SortedSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Stands between Ratis and our {@link StateMachine}. Applies strictly in order on Ratis' one
 * updater thread, skips the empty entries that are read barriers, and turns every local fault into
 * a halt (reliability finding F4). After a restart Ratis feeds the log behind the newest snapshot
 * again and the state machine skips what it has.
 *
 * <p>Ratis calls {@link #pause} and then replaces the snapshots on a thread of the transport, and
 * calls {@link #reinitialize} later on the one that applies. Entries that it applies in between are
 * in the received snapshot and are passed over.
 */
final class StateMachineAdapter
        implements org.apache.ratis.statemachine.StateMachine,
                org.apache.ratis.statemachine.StateMachine.EventApi,
                org.apache.ratis.statemachine.StateMachine.LeaderEventApi {
    private static final Logger log = LoggerFactory.getLogger(StateMachineAdapter.class);

    private final StateMachine stateMachine;
    private final AppliedIndex applied;
    private final AppendMarks marks;
    private final HaltSwitch halt;
    private final ServerEvents events;
    private final SnapshotMaker snapshots;
    private final VoterChanges voters = new VoterChanges();
    private final ReentrantLock stateLock = new ReentrantLock();
    private volatile LifeCycle.State lifeCycle = LifeCycle.State.NEW;
    private volatile TermIndex lastApplied = TermIndex.INITIAL_VALUE;

    StateMachineAdapter(
            SnapshotMaker snapshots,
            AppliedIndex applied,
            AppendMarks marks,
            HaltSwitch halt,
            ServerEvents events) {
        this.snapshots = snapshots;
        this.stateMachine = snapshots.stateMachine();
        this.applied = applied;
        this.marks = marks;
        this.halt = halt;
        this.events = events;
    }

    @Override
    public void initialize(RaftServer server, RaftGroupId group, RaftStorage storage)
            throws IOException {
        lifeCycle = LifeCycle.State.STARTING;
        snapshots.recover(storage);
        snapshots.store().latestPosition().ifPresent(this::startAt);
        lifeCycle = LifeCycle.State.RUNNING;
    }

    private void startAt(LogPosition position) {
        advance(TermIndex.valueOf(position.term(), position.index()));
    }

    /** See {@link SnapshotMaker#foundAtStart}. */
    long snapshotFoundAtStart() {
        return snapshots.foundAtStart();
    }

    @Override
    public LifeCycle.State getLifeCycleState() {
        return lifeCycle;
    }

    @Override
    public TransactionContext startTransaction(RaftClientRequest request) {
        marks.mark(request);
        TransactionContext transaction =
                TransactionContext.newBuilder()
                        .setStateMachine(this)
                        .setClientRequest(request)
                        .build();
        int size = request.getMessage().getContent().size();
        if (size > ReplicatedLog.MAX_ENTRY_BYTES) {
            // Also what a peer forwards is held to the limit: one larger entry deposes us (F8).
            transaction.setException(
                    new IOException(
                            "entry of "
                                    + size
                                    + " bytes refused, the limit is "
                                    + ReplicatedLog.MAX_ENTRY_BYTES));
        }
        return transaction;
    }

    @Override
    public TransactionContext preAppendTransaction(TransactionContext transaction) {
        return transaction;
    }

    @Override
    public TransactionContext cancelTransaction(TransactionContext transaction) {
        return transaction;
    }

    @Override
    public TransactionContext applyTransactionSerial(TransactionContext transaction) {
        return transaction;
    }

    @Override
    public CompletableFuture<Message> applyTransaction(TransactionContext transaction) {
        LogEntryProto entry = transaction.getLogEntry();
        TermIndex at = TermIndex.valueOf(entry);
        if (halt.thrown()) {
            throw new IllegalStateException("halted before " + at);
        }
        ByteString data = entry.getStateMachineLogEntry().getLogData();
        stateLock.lock();
        try {
            if (lifeCycle != LifeCycle.State.RUNNING) {
                return CompletableFuture.completedFuture(Message.EMPTY);
            }
            boolean ours = data.isEmpty() || SegmentFiller.isFiller(data);
            Message reply = ours ? Message.EMPTY : apply(at, data);
            advance(at);
            snapshots.trigger().applied(entry.getSerializedSize());
            return CompletableFuture.completedFuture(reply);
        } finally {
            stateLock.unlock();
        }
    }

    private Message apply(TermIndex at, ByteString data) {
        try {
            LogPosition position = new LogPosition(at.getTerm(), at.getIndex());
            byte[] reply = stateMachine.apply(position, data.toByteArray());
            return Message.valueOf(UnsafeByteOperations.unsafeWrap(reply));
        } catch (Throwable fault) {
            halt.fault("the state machine failed at log index " + at.getIndex(), fault);
            // Only reached when the hook lets the process live; Ratis then closes the division.
            throw new IllegalStateException("halted at " + at, fault);
        }
    }

    @Override
    public void notifyConfigurationChanged(
            long term, long index, RaftConfigurationProto configuration) {
        voters.told(term, index, configuration);
    }

    @Override
    public void notifyTermIndexUpdated(long term, long index) {
        TermIndex at = TermIndex.valueOf(term, index);
        SortedSet<Integer> changed = voters.applied(at);
        stateLock.lock();
        try {
            if (lifeCycle != LifeCycle.State.RUNNING) {
                return;
            }
            if (changed != null) {
                configure(at, changed);
            }
            advance(at);
            snapshots.trigger().applied(0);
        } finally {
            stateLock.unlock();
        }
    }

    private void configure(TermIndex at, SortedSet<Integer> changed) {
        try {
            stateMachine.configure(new LogPosition(at.getTerm(), at.getIndex()), changed);
        } catch (Throwable fault) {
            halt.fault("the state machine failed at log index " + at.getIndex(), fault);
            throw new IllegalStateException("halted at " + at, fault);
        }
    }

    private void advance(TermIndex at) {
        lastApplied = at;
        applied.advance(at.getIndex());
    }

    @Override
    public TermIndex getLastAppliedTermIndex() {
        return lastApplied;
    }

    @Override
    public void notifyLeaderChanged(RaftGroupMemberId member, @Nullable RaftPeerId leader) {
        events.leadershipMayHaveMoved();
    }

    @Override
    public void notifyNotLeader(Collection<TransactionContext> pending) {
        events.leadershipMayHaveMoved();
    }

    @Override
    public void notifyLogFailed(Throwable cause, @Nullable LogEntryProto entry) {
        // A failed write or fsync is never retried: what the kernel has kept is unknown.
        halt.fault("the log could not be written", cause);
    }

    @Override
    public void notifyServerShutdown(RoleInfoProto role, boolean wholeServer) {
        halt.ended("Ratis has shut its server down");
    }

    @Override
    public void notifyGroupRemove() {
        halt.ended("the group was removed from this node");
    }

    @Override
    public void close() {
        lifeCycle = LifeCycle.State.CLOSED;
        halt.ended("Ratis has closed the state machine");
    }

    /** Refuses, by an exception, a received snapshot that is not intact: the leader sends anew. */
    @Override
    public void pause() {
        stateLock.lock();
        try {
            snapshots.store().accept();
            lifeCycle = LifeCycle.State.PAUSING;
            lifeCycle = LifeCycle.State.PAUSED;
        } catch (IOException refused) {
            throw new UncheckedIOException(refused);
        } finally {
            stateLock.unlock();
        }
    }

    @Override
    public void reinitialize() {
        stateLock.lock();
        try {
            lifeCycle = LifeCycle.State.STARTING;
            SnapshotStore store = snapshots.store();
            LogPosition position =
                    store.installed()
                            .orElseThrow(() -> new IOException("the snapshot was damaged on disk"));
            stateMachine.installSnapshot(store.latestState().orElseThrow());
            startAt(position);
            log.atInfo().addKeyValue("index", position.index()).log("snapshot_installed");
            lifeCycle = LifeCycle.State.RUNNING;
        } catch (Throwable fault) {
            halt.fault(
                    "a snapshot could not be installed; start this node again, and when it does not"
                            + " come up, replace it as one with a lost disk",
                    fault);
            throw new IllegalStateException("halted in the install of a snapshot", fault);
        } finally {
            stateLock.unlock();
        }
    }

    /**
     * Only begins one: it is published, and the log purged behind it, once it is safe on disk.
     *
     * @return -1, so that Ratis does not purge before
     */
    @Override
    public long takeSnapshot() {
        stateLock.lock();
        try {
            if (lifeCycle == LifeCycle.State.RUNNING) {
                snapshots.capture(new LogPosition(lastApplied.getTerm(), lastApplied.getIndex()));
            }
            return -1;
        } finally {
            stateLock.unlock();
        }
    }

    @Override
    public @Nullable SnapshotInfo getLatestSnapshot() {
        return snapshots.store().getLatestSnapshot();
    }

    @Override
    public StateMachineStorage getStateMachineStorage() {
        return snapshots.store();
    }

    @Override
    public CompletableFuture<Message> query(Message request) {
        // Ratis' reads can be stale (F1, F2); nothing of ours asks for one.
        return CompletableFuture.failedFuture(
                new UnsupportedOperationException("reads do not go through Ratis"));
    }

    @Override
    public CompletableFuture<Message> queryStale(Message request, long minIndex) {
        return events.answer(request.getContent().toByteArray())
                .map(answer -> Message.valueOf(UnsafeByteOperations.unsafeWrap(answer)))
                .map(CompletableFuture::completedFuture)
                .orElseGet(() -> query(request));
    }
}
