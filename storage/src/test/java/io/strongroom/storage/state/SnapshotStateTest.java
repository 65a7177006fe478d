package io.strongroom.storage.state;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strongroom.raft.LogPosition;
import io.strongroom.storage.codec.EntryCodec;
import io.strongroom.storage.codec.ResultCodec;
import io.strongroom.storage.command.Batch;
import io.strongroom.storage.command.Bytes;
import io.strongroom.storage.command.Command;
import io.strongroom.storage.command.DigestReport;
import io.strongroom.storage.command.Envelope;
import io.strongroom.storage.command.ItemName;
import io.strongroom.storage.command.RequestId;
import io.strongroom.storage.command.Result;
import io.strongroom.storage.fake.MemoryStorage;
import io.strongroom.storage.fake.Samples;
import io.strongroom.storage.view.StateView;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;

/** What a snapshot carries from one node's state to another's, and what it must not. */
final class SnapshotStateTest {
    private static final Limits LIMITS = new Limits(20, 10);
    private static final long NOW = 1_700_000_000_000L;
    private static final Bytes OTHER = Samples.bytes("another digest");

    @TempDir private Path temp;
    private final MemoryStorage source = new MemoryStorage(LIMITS);
    private final MemoryStorage target = new MemoryStorage(LIMITS);
    private long snapshots;

    @BeforeEach
    void configure() {
        source.stateMachine().configure(at(0), new TreeSet<>(List.of(1, 2, 3)));
        apply(source, 1, 1, Samples.createVault(Samples.VAULT, 7, false));
    }

    @Test
    void writeSnapshot_beyondTheLastEntry_keepsThePointThatItJumpsOver() throws IOException {
        Bytes atTen = Bytes.copyOf(source.digest());
        install(12);
        assertEquals(Optional.of(new DigestReport(1, 10, atTen)), source.newestDigest(1));
        // The receiver never had that state as its own.
        assertEquals(Optional.empty(), target.newestDigest(1));
        assertEquals(at(12), target.stateMachine().lastApplied());
        bothApply(13, 1);
        assertEquals(Optional.of(new DigestReport(1, 10, atTen)), source.newestDigest(1));
        bothApply(21, 2);
        assertSamePoint(20);
    }

    @Test
    void writeSnapshot_rightAtAPoint_bothHaveThePoint() throws IOException {
        install(10);
        bothApply(11, 1);
        assertSamePoint(10);
    }

    @Test
    void installSnapshot_pointsAndReportsOfTheOldState_areForgotten() throws IOException {
        target.stateMachine().configure(at(0), new TreeSet<>(List.of(1, 2, 3)));
        apply(target, 1, 11, Samples.createVault(Samples.VAULT, 30, true));
        apply(target, 2, 12, new Command.ReportDigest(10, OTHER));
        install(25);
        assertEquals(Optional.empty(), target.newestDigest(1));
        apply(target, 3, 26, new Command.ReportDigest(10, OTHER));
        assertEquals(Optional.empty(), target.divergence());
    }

    @Test
    void installSnapshot_requestMemory_isThatOfTheSource() throws IOException {
        // Its memory is full and has begun to forget; what it knows of the front is its own.
        target.stateMachine().configure(at(0), new TreeSet<>(List.of(1)));
        for (int i = 1; i <= 60; i++) {
            apply(target, 1, i, Samples.createVault(Samples.VAULT, 7, false));
        }
        Result first = apply(source, 2, 70, Samples.set(Samples.DB, 1));
        install(71);
        assertEquals(first, ask(target, 72, request(70), Samples.set(Samples.DB, 1), 0));
        assertEquals(first, ask(source, 72, request(70), Samples.set(Samples.DB, 1), 0));
        for (int i = 73; i < 140; i++) {
            bothApply(i, i);
        }
        assertArrayEquals(source.digest(), target.digest());
    }

    @Test
    void installSnapshot_clockAndRights_areThoseOfTheSource() throws IOException {
        apply(source, 2, 2, Samples.set(Samples.DB, 1));
        apply(
                source,
                1,
                3,
                new Command.AddRoleAssignment(Samples.assignment("ra-1", "o1", "role"), false));
        install(4);
        try (StateView from = source.view();
                StateView to = target.view()) {
            assertTrue(from.logTimeMillis() > 0);
            assertEquals(from.logTimeMillis(), to.logTimeMillis());
            assertEquals(from.voters(), to.voters());
            assertEquals(from.nodeStamps(), to.nodeStamps());
            assertEquals(1, to.policyRevision("o1"));
            assertEquals(from.appliedIndex(), to.appliedIndex());
        }
        RequestId request = new RequestId("o1", new UUID(1, 1));
        Command set = Samples.set(Samples.DB, 2);
        assertEquals(new Result.PolicyChanged(), ask(target, 5, request, set, 0));
        assertTrue(ask(target, 6, request, set, 1) instanceof Result.SecretStored);
    }

    @Test
    void hasHeardFrom_afterAnInstallation_isWhatTheSourceHeard() throws IOException {
        target.stateMachine().configure(at(0), new TreeSet<>(List.of(1)));
        apply(target, 5, 1, Samples.createVault(Samples.VAULT, 7, false));
        apply(source, 4, 2, Samples.set(Samples.DB, 1));
        assertTrue(target.stateMachine().hasHeardFrom(5));
        install(3);
        for (int heard : new int[] {1, 4}) {
            assertTrue(target.stateMachine().hasHeardFrom(heard), "node " + heard);
        }
        for (int silent : new int[] {2, 3, 5}) {
            assertFalse(target.stateMachine().hasHeardFrom(silent), "node " + silent);
        }
    }

    private void install(long position) throws IOException {
        Path folder = Files.createDirectory(temp.resolve("snapshot-" + ++snapshots));
        source.stateMachine().writeSnapshot(at(position), folder);
        target.stateMachine().installSnapshot(folder);
        assertEquals(source.stateMachine().lastApplied(), target.stateMachine().lastApplied());
        assertArrayEquals(source.digest(), target.digest());
    }

    private void bothApply(long index, int number) {
        Command set = Samples.set(new ItemName("s-" + number), number);
        assertEquals(apply(source, 2, index, set), apply(target, 2, index, set));
    }

    private void assertSamePoint(long index) {
        DigestReport point = source.newestDigest(1).orElseThrow();
        assertEquals(index, point.index());
        assertEquals(Optional.of(point), target.newestDigest(1));
    }

    private static RequestId request(long index) {
        return new RequestId("alice", new UUID(7, index));
    }

    private static Result apply(MemoryStorage storage, int proposer, long index, Command command) {
        Envelope envelope = new Envelope(request(index), command, 0);
        return apply(storage, index, new Batch(proposer, NOW + index, 2, List.of(envelope)));
    }

    private static Result ask(
            MemoryStorage storage, long index, RequestId request, Command command, long revision) {
        Envelope envelope = new Envelope(request, command, revision);
        return apply(storage, index, new Batch(1, NOW + index, 2, List.of(envelope)));
    }

    private static Result apply(MemoryStorage storage, long index, Batch batch) {
        byte[] reply = storage.stateMachine().apply(at(index), EntryCodec.encode(batch));
        return ResultCodec.decode(reply).getFirst();
    }

    private static LogPosition at(long index) {
        return new LogPosition(1, index);
    }
}
