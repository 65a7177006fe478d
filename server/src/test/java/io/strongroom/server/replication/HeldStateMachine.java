package io.strongroom.server.replication;

import io.strongroom.raft.LogPosition;
import io.strongroom.raft.StateMachine;
import io.strongroom.storage.codec.EntryCodec;
import io.strongroom.storage.codec.ResultCodec;
import io.strongroom.storage.command.Batch;
import io.strongroom.storage.command.Result;

import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;

/** Applies entries when told to, and answers each command with Done. Thread-safe. */
final class HeldStateMachine implements StateMachine {
    private final Semaphore permits = new Semaphore(0);
    private final List<Batch> batches = new CopyOnWriteArrayList<>();
    private volatile int missingResults;

    /** Lets so many entries through. */
    void release(int entries) {
        permits.release(entries);
    }

    /** Replies tell less than they should. */
    void leaveOutAResult() {
        missingResults = 1;
    }

    /** What was applied, in order. */
    List<Batch> batches() {
        return batches;
    }

    @Override
    public LogPosition lastApplied() {
        return LogPosition.NONE;
    }

    @Override
    public void configure(LogPosition position, SortedSet<Integer> voters) {}

    @Override
    public void writeSnapshot(LogPosition position, Path folder) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void installSnapshot(Path folder) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean hasHeardFrom(int nodeId) {
        return false;
    }

    @Override
    public byte[] apply(LogPosition position, byte[] entry) {
        permits.acquireUninterruptibly();
        Batch batch = EntryCodec.decode(entry);
        batches.add(batch);
        int results = batch.commands().size() - missingResults;
        return ResultCodec.encode(Collections.nCopies(results, (Result) new Result.Done()));
    }
}
