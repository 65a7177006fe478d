package io.strongroom.storage.rocks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strongroom.storage.StorageException;
import io.strongroom.storage.command.Command;
import io.strongroom.storage.command.ItemName;
import io.strongroom.storage.fake.LogFeeder;
import io.strongroom.storage.fake.Samples;
import io.strongroom.storage.table.Keys;
import io.strongroom.storage.table.Table;
import io.strongroom.storage.view.StateView;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

/** Purged means gone from the files. */
final class CompactionTest {
    private static final int PURGED = 0xabcdef;
    private static final String SEALED = "sealed-" + PURGED;
    private static final RocksSettings SETTINGS =
            new RocksSettings(1 << 20, 1 << 20, 10, 1 << 20, Duration.ofMillis(50));

    /** Compaction never ends a view, however long this thread is kept from using it. */
    private static final RocksSettings PATIENT =
            new RocksSettings(1 << 20, 1 << 20, 10, 1 << 20, Duration.ofMinutes(10));

    @TempDir private Path temp;
    private Path folder;

    @BeforeEach
    void nameFolder() {
        folder = temp.resolve("database");
    }

    @Test
    void compact_afterAPurge_leavesNoByteOfItInAnyFile() {
        try (RocksStorage storage = RocksStorage.open(folder, SETTINGS)) {
            setAndPurge(storage);
            assertFalse(filesWith(SEALED).isEmpty());
            storage.compact();
            assertEquals(List.of(), filesWith(SEALED));
            assertFalse(filesWith("sealed-7").isEmpty());
            assertEquals(40, count(storage));
        }
        assertEquals(List.of(), filesWith(SEALED));
    }

    @Test
    void compact_afterAnOrdinaryOne_reachesTheLowestLevel() {
        try (RocksStorage storage = RocksStorage.open(folder, SETTINGS)) {
            LogFeeder log = fill(storage);
            log.apply(Samples.set(Samples.DB, PURGED));
            // What is to be purged is at the lowest level already.
            storage.compact();
            assertFalse(filesWith(SEALED).isEmpty());
            purge(log);
            storage.database().flush();
            assertFalse(filesWith(SEALED).isEmpty());
            storage.compact();
            assertEquals(List.of(), filesWith(SEALED));
        }
    }

    @Test
    void compact_underAnOldView_endsTheViewAndLeavesNothing() {
        try (RocksStorage storage = RocksStorage.open(folder, SETTINGS)) {
            LogFeeder log = fill(storage);
            log.apply(Samples.set(Samples.DB, PURGED));
            try (StateView view = storage.view()) {
                purge(log);
                assertTrue(view.secrets().latest(Samples.VAULT, Samples.DB).isPresent());
                storage.compact();
                assertEquals(List.of(), filesWith(SEALED));
                StorageException e =
                        assertThrows(
                                StorageException.class,
                                () -> view.secrets().latest(Samples.VAULT, Samples.DB));
                assertEquals(StorageException.Kind.UNAVAILABLE, e.kind());
            }
            assertEquals(40, count(storage));
        }
    }

    @Test
    void compact_duringAScan_waitsForTheFilesThatItHolds() throws InterruptedException {
        try (RocksStorage storage = RocksStorage.open(folder, SETTINGS)) {
            setAndPurge(storage);
            storage.database().flush();
            CountDownLatch inScan = new CountDownLatch(1);
            CountDownLatch goOn = new CountDownLatch(1);
            Thread scan =
                    Thread.ofPlatform()
                            .start(() ->
                                    storage.database()
                                            .scan(
                                                    Table.REQUESTS,
                                                    Keys.first(),
                                                    Keys.last(),
                                                    (_, _) -> {
                                                        inScan.countDown();
                                                        await(goOn);
                                                        return false;
                                                    }));
            await(inScan);
            AtomicReference<List<Path>> left = new AtomicReference<>();
            Thread compaction =
                    Thread.ofPlatform()
                            .start(() -> {
                                storage.compact();
                                left.set(filesWith(SEALED));
                            });
            goOn.countDown();
            scan.join(120_000);
            compaction.join(120_000);
            assertEquals(List.of(), left.get());
        }
    }

    @Test
    void compact_whileReadAndWritten_disturbsNeither() throws InterruptedException {
        try (RocksStorage storage = RocksStorage.open(folder, PATIENT)) {
            LogFeeder log = fill(storage);
            AtomicInteger compacted = new AtomicInteger();
            Thread compaction =
                    Thread.ofPlatform()
                            .start(() -> {
                                for (int i = 0; i < 5; i++) {
                                    storage.compact();
                                    compacted.incrementAndGet();
                                }
                            });
            int written = 0;
            while (compaction.isAlive()) {
                log.apply(Samples.set(new ItemName("w-" + written), 1000 + written));
                written++;
                try (StateView view = storage.view()) {
                    assertTrue(
                            view.secrets()
                                    .latest(Samples.VAULT, new ItemName("w-" + (written - 1)))
                                    .isPresent());
                }
            }
            compaction.join();
            assertEquals(5, compacted.get());
            assertEquals(40 + written, count(storage));
        }
    }

    @Test
    void close_duringCompaction_isQuickAndFailsItAsUnavailable() throws InterruptedException {
        RocksStorage storage = RocksStorage.open(folder, SETTINGS);
        fill(storage);
        AtomicReference<StorageException> failure = new AtomicReference<>();
        CountDownLatch started = new CountDownLatch(1);
        Thread compaction =
                Thread.ofPlatform()
                        .start(() -> {
                            try {
                                while (true) {
                                    storage.compact();
                                    started.countDown();
                                }
                            } catch (StorageException e) {
                                failure.set(e);
                            }
                        });
        await(started);
        storage.close();
        compaction.join(120_000);
        assertEquals(StorageException.Kind.UNAVAILABLE, failure.get().kind());
        try (RocksStorage again = RocksStorage.open(folder)) {
            assertEquals(40, count(again));
        }
    }

    private static LogFeeder fill(RocksStorage storage) {
        LogFeeder log = new LogFeeder(storage.stateMachine());
        log.apply(Samples.createVault(Samples.VAULT, 90, false));
        for (int i = 0; i < 40; i++) {
            log.apply(Samples.set(new ItemName("s-" + i), i));
        }
        return log;
    }

    private static void setAndPurge(RocksStorage storage) {
        LogFeeder log = fill(storage);
        log.apply(Samples.set(Samples.DB, PURGED));
        storage.database().flush();
        purge(log);
    }

    private static void purge(LogFeeder log) {
        log.apply(
                new Command.DeleteSecret(Samples.VAULT, Samples.DB),
                new Command.PurgeSecret(Samples.VAULT, Samples.DB));
    }

    private static int count(RocksStorage storage) {
        try (StateView view = storage.view()) {
            return view.secrets().list(Samples.VAULT, "", 1_000_000).size();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertTrue(latch.await(120, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Every file below the folder, not only table files; some vanish while this looks. */
    private List<Path> filesWith(String text) {
        List<Path> found = new ArrayList<>();
        addFilesWith(text, folder, found);
        return found;
    }

    private static void addFilesWith(String text, Path below, List<Path> found) {
        try (Stream<Path> all = Files.list(below)) {
            for (Path path : all.toList()) {
                if (Files.isDirectory(path)) {
                    addFilesWith(text, path, found);
                } else if (contentOf(path).contains(text)) {
                    found.add(path);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String contentOf(Path file) throws IOException {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (NoSuchFileException removedMeanwhile) {
            return "";
        }
    }
}
