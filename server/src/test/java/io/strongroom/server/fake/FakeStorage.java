package io.strongroom.server.fake;

import io.strongroom.raft.StateMachine;
import io.strongroom.storage.Storage;
import io.strongroom.storage.command.DigestReport;
import io.strongroom.storage.fake.MemoryStorage;
import io.strongroom.storage.view.StateView;

import java.util.Optional;

/** Storage in memory that says of itself what it is told to. */
public final class FakeStorage implements Storage {
    private final MemoryStorage memory;
    private Optional<DigestReport> newest = Optional.empty();
    private Optional<String> divergence = Optional.empty();
    private int compactions;

    public FakeStorage(MemoryStorage memory) {
        this.memory = memory;
    }

    public void newestDigest(DigestReport report) {
        newest = Optional.of(report);
    }

    public void diverge(String reason) {
        divergence = Optional.of(reason);
    }

    public int compactions() {
        return compactions;
    }

    @Override
    public StateMachine stateMachine() {
        return memory.stateMachine();
    }

    @Override
    public StateView view() {
        return memory.view();
    }

    @Override
    public byte[] digest() {
        return memory.digest();
    }

    @Override
    public Optional<DigestReport> newestDigest(int node) {
        return newest;
    }

    @Override
    public Optional<String> divergence() {
        return divergence;
    }

    @Override
    public void compact() {
        compactions++;
    }

    @Override
    public long sizeBytes() {
        return memory.sizeBytes();
    }

    @Override
    public void close() {
        memory.close();
    }
}
