package io.strongroom.storage.state;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strongroom.raft.LogPosition;
import io.strongroom.storage.codec.EntryCodec;
import io.strongroom.storage.command.Batch;
import io.strongroom.storage.command.Bytes;
import io.strongroom.storage.command.Command;
import io.strongroom.storage.command.DigestReport;
import io.strongroom.storage.command.Envelope;
import io.strongroom.storage.command.RequestId;
import io.strongroom.storage.fake.MemoryStorage;
import io.strongroom.storage.fake.Samples;
import io.strongroom.storage.table.Keys;
import io.strongroom.storage.table.StateDigest;
import io.strongroom.storage.table.Table;
import io.strongroom.storage.view.StateView;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;

/** The digest that is kept up, its points, and what the others' reports say against it. */
final class DigestTest {
    private static final Bytes OTHER = Samples.bytes("another digest");

    private final MemoryStorage storage = new MemoryStorage(new Limits(100, 10));
    private long requests;

    @BeforeEach
    void configure() {
        storage.stateMachine().configure(new LogPosition(1, 0), new TreeSet<>(List.of(1, 2, 3)));
    }

    @Test
    void maintainedDigest_afterEveryKindOfCommand_isThatOfAScan() {
        long index = 1;
        for (int round = 0; round < 2; round++) {
            for (Command command : Samples.commands()) {
                apply(1, index++, command);
                byte[] kept =
                        storage.tables().get(Table.META, Keys.text(Keys.DIGEST)).orElseThrow();
                assertArrayEquals(StateDigest.of(storage.tables()), kept);
            }
        }
    }

    @Test
    void digest_ofMovedRowOrTable_isAnotherOne() {
        assertArrayEquals(StateDigest.ofNothing(), StateDigest.of(new MemoryStorage().tables()));
        assertTrue(!Bytes.copyOf(storage.digest()).equals(Bytes.copyOf(StateDigest.ofNothing())));
    }

    @Test
    void point_isTheStateBeforeTheFirstEntryBehindIt() {
        apply(1, 9, Samples.createVault(Samples.VAULT, 7, false));
        Bytes atTen = Bytes.copyOf(storage.digest());
        assertEquals(Optional.empty(), storage.newestDigest(2));
        // Entries 10 and 11 are the log's own.
        apply(1, 12, Samples.set(Samples.DB, 1));
        assertEquals(Optional.of(new DigestReport(2, 10, atTen)), storage.newestDigest(2));
        apply(1, 20, Samples.set(Samples.DB, 2));
        Bytes atTwenty = Bytes.copyOf(storage.digest());
        apply(1, 21, Samples.set(Samples.DB, 3));
        assertEquals(Optional.of(new DigestReport(2, 20, atTwenty)), storage.newestDigest(2));
    }

    @Test
    void point_afterARestart_isTheSameAsWithout() {
        apply(1, 5, Samples.createVault(Samples.VAULT, 7, false));
        VaultStateMachine again = new VaultStateMachine(storage.tables(), new Limits(100, 10));
        Bytes atTen = Bytes.copyOf(storage.digest());
        again.configure(new LogPosition(1, 14), new TreeSet<>(List.of(1, 2)));
        assertEquals(Optional.of(new DigestReport(1, 10, atTen)), again.newestDigest(1));
    }

    @Test
    void majorityWithAnotherDigest_isADivergenceForGood() {
        point();
        report(2, 10, OTHER);
        assertEquals(Optional.empty(), storage.divergence());
        report(3, 10, OTHER);
        String message = storage.divergence().orElseThrow();
        assertTrue(message.contains("index 10"), message);
        report(2, 10, storage.newestDigest(1).orElseThrow().digest());
        assertTrue(storage.divergence().isPresent());
    }

    @Test
    void reportsThatProveNothing_areNoDivergence() {
        point();
        report(2, 10, OTHER);
        report(3, 10, Samples.bytes("a third"));
        report(7, 10, OTHER);
        report(2, 20, OTHER);
        report(3, 20, OTHER);
        assertEquals(Optional.empty(), storage.divergence());
        try (StateView view = storage.view()) {
            assertEquals(
                    List.of(new DigestReport(2, 20, OTHER), new DigestReport(3, 20, OTHER)),
                    view.digestReports());
        }
    }

    @Test
    void reload_forgetsThePoints() {
        point();
        VaultStateMachine machine = new VaultStateMachine(storage.tables(), new Limits(100, 10));
        machine.configure(new LogPosition(1, 31), new TreeSet<>(List.of(1, 2, 3)));
        assertTrue(machine.newestDigest(1).isPresent());
        machine.reload();
        assertEquals(Optional.empty(), machine.newestDigest(1));
    }

    private void point() {
        apply(1, 11, Samples.createVault(Samples.VAULT, 7, false));
    }

    private void report(int node, long index, Bytes digest) {
        long next = storage.stateMachine().lastApplied().index() + 1;
        apply(node, next, new Command.ReportDigest(index, digest));
    }

    private void apply(int proposer, long index, Command command) {
        RequestId id = new RequestId(RequestId.SYSTEM, new UUID(7, ++requests));
        byte[] entry =
                EntryCodec.encode(
                        new Batch(
                                proposer,
                                1_700_000_000_000L,
                                2,
                                List.of(Envelope.ofSystem(id, command))));
        storage.stateMachine().apply(new LogPosition(1, index), entry);
    }
}
