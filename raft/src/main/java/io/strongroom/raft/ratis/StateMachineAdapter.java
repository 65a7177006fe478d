package io.strongroom.raft.ratis;

import io.strongroom.raft.ReplicatedLog;
import io.strongroom.raft.ratis.snapshot.SnapshotMaker;

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
import org.apache.ratis.thirdparty.com.google.protobuf.UnsafeByteOperations;
import org.apache.ratis.util.LifeCycle;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.Collection;
import java.util.concurrent.CompletableFuture;

/**
 * What Ratis sees of our {@link io.strongroom.raft.StateMachine}: the {@link Applier} feeds it, on
 * Ratis' one updater thread. After a restart Ratis feeds the log behind the newest snapshot again
 * and the state machine skips what it has. What Ratis tells of its own end becomes a halt.
 */
final class StateMachineAdapter
        implements org.apache.ratis.statemachine.StateMachine,
                org.apache.ratis.statemachine.StateMachine.EventApi,
                org.apache.ratis.statemachine.StateMachine.LeaderEventApi {
    private final Applier applier;
    private final AppendMarks marks;
    private final HaltSwitch halt;
    private final ServerEvents events;

    StateMachineAdapter(Applier applier, AppendMarks marks, HaltSwitch halt, ServerEvents events) {
        this.applier = applier;
        this.marks = marks;
        this.halt = halt;
        this.events = events;
    }

    @Override
    public void initialize(RaftServer server, RaftGroupId group, RaftStorage storage)
            throws IOException {
        applier.initialize(storage);
    }

    /** See {@link SnapshotMaker#foundAtStart}. */
    long snapshotFoundAtStart() {
        return applier.snapshots().foundAtStart();
    }

    @Override
    public LifeCycle.State getLifeCycleState() {
        return applier.lifeCycle();
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
        return CompletableFuture.completedFuture(applier.apply(transaction.getLogEntry()));
    }

    @Override
    public void notifyConfigurationChanged(
            long term, long index, RaftConfigurationProto configuration) {
        applier.told(term, index, configuration);
    }

    @Override
    public void notifyTermIndexUpdated(long term, long index) {
        applier.passed(TermIndex.valueOf(term, index));
    }

    @Override
    public TermIndex getLastAppliedTermIndex() {
        return applier.lastApplied();
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
        applier.closed();
        halt.ended("Ratis has closed the state machine");
    }

    /** Refuses, by an exception, a received snapshot that is not intact: the leader sends anew. */
    @Override
    public void pause() {
        applier.pause();
    }

    @Override
    public void reinitialize() {
        applier.reinitialize();
    }

    @Override
    public long takeSnapshot() {
        return applier.takeSnapshot();
    }

    @Override
    public @Nullable SnapshotInfo getLatestSnapshot() {
        return applier.snapshots().store().getLatestSnapshot();
    }

    @Override
    public StateMachineStorage getStateMachineStorage() {
        return applier.snapshots().store();
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
