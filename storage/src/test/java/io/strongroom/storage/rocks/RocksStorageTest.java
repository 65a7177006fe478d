package io.strongroom.storage.rocks;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strongroom.raft.LogPosition;
import io.strongroom.storage.StorageException;
import io.strongroom.storage.codec.EntryCodec;
import io.strongroom.storage.command.Batch;
import io.strongroom.storage.command.Command;
import io.strongroom.storage.command.ItemName;
import io.strongroom.storage.fake.LogFeeder;
import io.strongroom.storage.fake.MemoryStorage;
import io.strongroom.storage.fake.MemoryTables;
import io.strongroom.storage.fake.Samples;
import io.strongroom.storage.table.Table;
import io.strongroom.storage.view.StateView;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

final class RocksStorageTest {
    @TempDir private Path temp;
    private Path folder;

    @BeforeEach
    void nameFolder() {
        folder = temp.resolve("data").resolve("database");
    }

    @Test
    void open_absentFolder_isANewDatabase() {
        try (RocksStorage storage = RocksStorage.open(folder);
                StateView view = storage.view()) {
            assertEquals(LogPosition.NONE, storage.stateMachine().lastApplied());
            assertEquals(-1, view.appliedIndex());
            assertTrue(storage.sizeBytes() > 0);
        }
    }

    @Test
    void reopen_afterClose_hasEverything() {
        byte[] digest;
        LogPosition applied;
        try (RocksStorage storage = RocksStorage.open(folder)) {
            fill(storage, 50);
            digest = storage.digest();
            applied = storage.stateMachine().lastApplied();
        }
        try (RocksStorage storage = RocksStorage.open(folder)) {
            assertArrayEquals(digest, storage.digest());
            assertEquals(applied, storage.stateMachine().lastApplied());
        }
    }

    @Test
    void everyKindOfCommand_onRocksAndInMemory_givesTheSame() {
        MemoryStorage memory = new MemoryStorage();
        try (RocksStorage storage = RocksStorage.open(folder)) {
            Command[] all = Samples.commands().toArray(Command[]::new);
            assertEquals(
                    new LogFeeder(memory.stateMachine()).apply(all),
                    new LogFeeder(storage.stateMachine()).apply(all));
            assertArrayEquals(memory.digest(), storage.digest());
        }
    }

    @Test
    void view_heldWhileTheStateChanges_staysAsItWas() {
        try (RocksStorage storage = RocksStorage.open(folder)) {
            fill(storage, 3);
            try (StateView view = storage.view()) {
                new LogFeeder(storage.stateMachine())
                        .apply(new Command.DeleteSecret(Samples.VAULT, new ItemName("s-1")));
                storage.database().flush();
                assertEquals(3, view.secrets().list(Samples.VAULT, "", 9).size());
                assertEquals(storage.stateMachine().lastApplied().index() - 1, view.appliedIndex());
                assertEquals(
                        Optional.of(Samples.version(1)),
                        view.secrets()
                                .latest(Samples.VAULT, new ItemName("S-1"))
                                .map(found -> found.version()));
            }
            try (StateView view = storage.view()) {
                assertEquals(2, view.secrets().list(Samples.VAULT, "", 9).size());
                assertEquals(1, view.secrets().list(Samples.VAULT, "s-0", 9).size());
            }
        }
    }

    @Test
    void everything_afterClose_isAnException() {
        RocksStorage storage = RocksStorage.open(folder);
        fill(storage, 3);
        StateView view = storage.view();
        storage.close();
        storage.close();
        assertThrows(StorageException.class, view::appliedIndex);
        assertThrows(StorageException.class, () -> view.secrets().list(Samples.VAULT, "", 1));
        assertThrows(StorageException.class, storage::view);
        assertThrows(StorageException.class, storage::digest);
        byte[] entry = EntryCodec.encode(new Batch(1, 1, 1, List.of()));
        LogPosition next = new LogPosition(9, 1000);
        assertThrows(StorageException.class, () -> storage.stateMachine().apply(next, entry));
        view.close();
        view.close();
    }

    @Test
    void view_afterItsOwnClose_isAnException() {
        try (RocksStorage storage = RocksStorage.open(folder)) {
            StateView view = storage.view();
            view.close();
            view.close();
            assertThrows(StorageException.class, view::vaults);
            assertThrows(StorageException.class, view::appliedIndex);
        }
    }

    @Test
    void close_whileManyRead_isAnExceptionToThem() throws InterruptedException {
        RocksStorage storage = RocksStorage.open(folder);
        fill(storage, 20);
        AtomicBoolean wrong = new AtomicBoolean();
        AtomicInteger reads = new AtomicInteger();
        List<Thread> readers =
                List.of(1, 2, 3).stream()
                        .map(_ -> Thread.ofPlatform().start(() -> read(storage, reads, wrong)))
                        .toList();
        while (reads.get() < 200) {
            Thread.onSpinWait();
        }
        storage.close();
        for (Thread reader : readers) {
            reader.join(120_000);
            assertFalse(reader.isAlive());
        }
        assertFalse(wrong.get());
    }

    @Test
    void crash_betweenFlushes_bringsAllTablesBackToOnePoint() {
        RocksSettings settings = new RocksSettings(1 << 20, 1 << 20, 1_000_000);
        Path crashed;
        try (RocksStorage storage = RocksStorage.open(folder, settings)) {
            LogFeeder log = new LogFeeder(storage.stateMachine());
            log.apply(Samples.createVault(Samples.VAULT, 90, false));
            String padding = "x".repeat(4000);
            // Enough for RocksDB to flush by itself, some table before the others (finding F10).
            for (int i = 0; i < 700; i++) {
                log.apply(
                        Samples.set(new ItemName("s-" + i), i),
                        Samples.update(new ItemName("s-" + i), Optional.of(padding)));
            }
            crashed = Folders.copy(folder, temp.resolve("crashed"));
        }
        try (RocksStorage storage = RocksStorage.open(crashed, settings);
                StateView view = storage.view()) {
            long applied = view.appliedIndex();
            assertTrue(applied > 0 && applied < 700, "flushed up to " + applied);
            // The vault was the first.
            assertEquals(applied - 1, view.secrets().list(Samples.VAULT, "", 10_000).size());
            assertEquals(
                    applied * 2 - 1,
                    MemoryTables.rowsWith(storage.database(), Table.REQUESTS, new byte[0]));
        }
    }

    @Test
    void flush_afterSoManyEntries_happensByItselfAndNotMoreOften() {
        // Room enough that a slow flush does not call for another one.
        RocksSettings settings = new RocksSettings(1 << 20, 32 << 20, 100);
        try (RocksStorage storage = RocksStorage.open(folder, settings)) {
            fill(storage, 150);
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
            long flushed = -1;
            for (int copy = 0; flushed < 0 && System.nanoTime() < deadline; copy++) {
                Path crashed = Folders.copy(folder, temp.resolve("copy-" + copy));
                try (RocksStorage after = RocksStorage.open(crashed, settings)) {
                    flushed = after.stateMachine().lastApplied().index();
                }
            }
            assertTrue(flushed > 90 && flushed < 110, "flushed up to " + flushed);
        }
    }

    @Test
    void purge_ofASecret_leavesNoRowOfIt() {
        try (RocksStorage storage = RocksStorage.open(folder)) {
            LogFeeder log = new LogFeeder(storage.stateMachine());
            log.apply(Samples.createVault(Samples.VAULT, 90, false));
            log.apply(Samples.set(Samples.DB, 0xabcdef));
            storage.database().flush();
            log.apply(
                    new Command.DeleteSecret(Samples.VAULT, Samples.DB),
                    new Command.PurgeSecret(Samples.VAULT, Samples.DB));
            byte[] sealed = ("sealed-" + 0xabcdef).getBytes(StandardCharsets.UTF_8);
            byte[] id = Samples.version(0xabcdef).value().getBytes(StandardCharsets.UTF_8);
            for (Table table : Table.values()) {
                assertEquals(0, MemoryTables.rowsWith(storage.database(), table, sealed));
                assertEquals(0, MemoryTables.rowsWith(storage.database(), table, id));
            }
        }
    }

    private static void read(RocksStorage storage, AtomicInteger reads, AtomicBoolean wrong) {
        try {
            while (true) {
                try (StateView view = storage.view()) {
                    if (view.secrets().list(Samples.VAULT, "", 50).size() != 20) {
                        wrong.set(true);
                    }
                    reads.incrementAndGet();
                }
            }
        } catch (StorageException closed) {
            reads.incrementAndGet();
        }
    }

    private static void fill(RocksStorage storage, int secrets) {
        LogFeeder log = new LogFeeder(storage.stateMachine());
        log.apply(Samples.createVault(Samples.VAULT, 90, false));
        for (int i = 0; i < secrets; i++) {
            log.apply(Samples.set(new ItemName("s-" + i), i));
        }
    }
}
