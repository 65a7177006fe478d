package io.strongroom.raft.ratis;

import io.strongroom.raft.LogPosition;
import io.strongroom.raft.ReplicatedLog;
import io.strongroom.raft.StateMachine;

import org.apache.ratis.proto.RaftProtos.LogEntryProto;
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

import java.io.IOException;
import java.util.Collection;
import java.util.concurrent.CompletableFuture;

/**
 * Stands between Ratis and our {@link StateMachine}. Applies strictly in order on Ratis' one
 * updater thread, skips the empty entries that are read barriers, and turns every local fault into
 * a halt (reliability finding F4). Takes no snapshots: after a restart Ratis feeds the whole log
 * again and the state machine skips what it has.
 */
final class StateMachineAdapter
        implements org.apache.ratis.statemachine.StateMachine,
                org.apache.ratis.statemachine.StateMachine.EventApi,
                org.apache.ratis.statemachine.StateMachine.LeaderEventApi {
    private final StateMachine stateMachine;
    private final AppliedIndex applied;
    private final AppendMarks marks;
    private final HaltSwitch halt;
    private final ServerEvents events;
    private final StateMachineStorage noSnapshots = new NoSnapshots();
    private volatile LifeCycle.State lifeCycle = LifeCycle.State.NEW;
    private volatile TermIndex lastApplied = TermIndex.INITIAL_VALUE;

    StateMachineAdapter(
            StateMachine stateMachine,
            AppliedIndex applied,
            AppendMarks marks,
            HaltSwitch halt,
            ServerEvents events) {
        this.stateMachine = stateMachine;
        this.applied = applied;
        this.marks = marks;
        this.halt = halt;
        this.events = events;
    }

    @Override
    public void initialize(RaftServer server, RaftGroupId group, RaftStorage storage) {
        lifeCycle = LifeCycle.State.RUNNING;
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
        Message reply = data.isEmpty() ? Message.EMPTY : apply(at, data);
        advance(at);
        return CompletableFuture.completedFuture(reply);
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
    public void notifyTermIndexUpdated(long term, long index) {
        advance(TermIndex.valueOf(term, index));
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

    @Override
    public void pause() {
        lifeCycle = LifeCycle.State.PAUSED;
        halt.fault("a snapshot was offered to this node, but none is ever taken", null);
    }

    @Override
    public void reinitialize() throws IOException {
        throw new IOException("there are no snapshots to start from");
    }

    @Override
    public long takeSnapshot() {
        return -1;
    }

    @Override
    public @Nullable SnapshotInfo getLatestSnapshot() {
        return null;
    }

    @Override
    public StateMachineStorage getStateMachineStorage() {
        return noSnapshots;
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
