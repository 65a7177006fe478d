package io.strongroom.raft.ratis;

import io.strongroom.raft.LogPosition;
import io.strongroom.raft.StateMachine;
import io.strongroom.raft.ratis.repair.LogLocation;
import io.strongroom.raft.ratis.repair.LostConfiguration;
import io.strongroom.raft.ratis.snapshot.SegmentFiller;
import io.strongroom.raft.ratis.snapshot.SnapshotMaker;
import io.strongroom.raft.ratis.snapshot.SnapshotStore;

import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.proto.RaftProtos.RaftConfigurationProto;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.server.storage.RaftStorage;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.apache.ratis.thirdparty.com.google.protobuf.UnsafeByteOperations;
import org.apache.ratis.util.LifeCycle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.SortedSet;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Feeds our {@link StateMachine} in the log's order: entries, changes of the voters, snapshots.
 * Skips the empty entries that are read barriers, and turns every exception out of the state
 * machine into a halt (reliability finding F4).
 *
 * <p>Ratis calls {@link #pause} and then replaces the snapshots on a thread of the transport, and
 * calls {@link #reinitialize} later on the one that applies. Entries that it applies in between are
 * in the received snapshot and are passed over.
 */
final class Applier {
    private static final Logger log = LoggerFactory.getLogger(Applier.class);

    private final StateMachine stateMachine;
    private final AppliedIndex applied;
    private final HaltSwitch halt;
    private final SnapshotMaker snapshots;
    private final LogLocation location;
    private final VoterChanges voters = new VoterChanges();
    private final ReentrantLock stateLock = new ReentrantLock();
    private volatile LifeCycle.State lifeCycle = LifeCycle.State.NEW;
    private volatile TermIndex lastApplied = TermIndex.INITIAL_VALUE;

    /**
     * @param location of the log whose entries are applied
     */
    Applier(SnapshotMaker snapshots, AppliedIndex applied, HaltSwitch halt, LogLocation location) {
        this.location = location;
        this.snapshots = snapshots;
        this.stateMachine = snapshots.stateMachine();
        this.applied = applied;
        this.halt = halt;
    }

    void initialize(RaftStorage storage) throws IOException {
        lifeCycle = LifeCycle.State.STARTING;
        snapshots.recover(storage);
        snapshots.store().latestPosition().ifPresent(this::startAt);
        lifeCycle = LifeCycle.State.RUNNING;
    }

    private void startAt(LogPosition position) {
        advance(TermIndex.valueOf(position.term(), position.index()));
    }

    SnapshotMaker snapshots() {
        return snapshots;
    }

    LifeCycle.State lifeCycle() {
        return lifeCycle;
    }

    TermIndex lastApplied() {
        return lastApplied;
    }

    void closed() {
        lifeCycle = LifeCycle.State.CLOSED;
    }

    /** Applies one entry, and gives the state machine's reply. */
    Message apply(LogEntryProto entry) {
        TermIndex at = TermIndex.valueOf(entry);
        if (halt.thrown()) {
            throw new IllegalStateException("halted before " + at);
        }
        ByteString data = entry.getStateMachineLogEntry().getLogData();
        stateLock.lock();
        try {
            if (lifeCycle != LifeCycle.State.RUNNING) {
                return Message.EMPTY;
            }
            boolean ours = data.isEmpty() || SegmentFiller.isFiller(data);
            Message reply = ours ? Message.EMPTY : apply(at, data);
            advance(at);
            snapshots.trigger().applied(entry.getSerializedSize());
            return reply;
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

    /** Takes effect when its entry's turn comes; Ratis has tried to write it beside the log. */
    void told(long term, long index, RaftConfigurationProto configuration) {
        LogEntryProto entry =
                LogEntryProto.newBuilder()
                        .setTerm(term)
                        .setIndex(index)
                        .setConfigurationEntry(configuration)
                        .build();
        try {
            if (LostConfiguration.note(location, entry)) {
                log.atWarn().addKeyValue("index", index).log("lost_configuration_noted");
            }
        } catch (IOException e) {
            halt.fault("the members could not be written at log index " + index, e);
            throw new UncheckedIOException("halted at " + index, e);
        }
        voters.told(term, index, configuration);
    }

    /** One of the log's own entries was passed. */
    void passed(TermIndex at) {
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

    /** Refuses, by an exception, a received snapshot that is not intact: the leader sends anew. */
    void pause() {
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

    /** Takes the received snapshot over; halts when that fails. */
    void reinitialize() {
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
    long takeSnapshot() {
        stateLock.lock();
        try {
            if (lifeCycle == LifeCycle.State.RUNNING) {
                snapshots.capture(new LogPosition(lastApplied.getTerm(), lastApplied.getIndex()));
            }
            return -1;
        } catch (Throwable fault) {
            halt.fault("the state machine failed to write a snapshot", fault);
            throw new IllegalStateException("halted in a snapshot", fault);
        } finally {
            stateLock.unlock();
        }
    }
}
