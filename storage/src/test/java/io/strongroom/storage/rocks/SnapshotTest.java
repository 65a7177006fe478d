package io.strongroom.storage.rocks;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strongroom.raft.LogPosition;
import io.strongroom.storage.StorageException;
import io.strongroom.storage.command.Command;
import io.strongroom.storage.command.ItemName;
import io.strongroom.storage.fake.LogFeeder;
import io.strongroom.storage.fake.MemoryStorage;
import io.strongroom.storage.fake.Samples;
import io.strongroom.storage.view.StateView;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

final class SnapshotTest {
    @TempDir private Path temp;

    @Test
    void writeSnapshot_ofAnyState_recordsThePositionAndInstallsElsewhere() throws IOException {
        Path snapshot = Files.createDirectory(temp.resolve("snapshot"));
        LogPosition position = new LogPosition(3, 100);
        try (RocksStorage from = RocksStorage.open(temp.resolve("from"));
                RocksStorage to = RocksStorage.open(temp.resolve("to"))) {
            fill(from, 0, 30);
            fill(to, 50, 5);
            from.stateMachine().writeSnapshot(position, snapshot);
            assertEquals(position, from.stateMachine().lastApplied());
            to.stateMachine().installSnapshot(snapshot);
            assertEquals(position, to.stateMachine().lastApplied());
            assertArrayEquals(from.digest(), to.digest());
            // Both go on alike.
            set(from, 77);
            set(to, 77);
            assertArrayEquals(from.digest(), to.digest());
        }
        try (RocksStorage from = RocksStorage.open(temp.resolve("from"));
                RocksStorage to = RocksStorage.open(temp.resolve("to"))) {
            assertEquals(101, to.stateMachine().lastApplied().index());
            assertArrayEquals(from.digest(), to.digest());
            // Again, and from the same folder: it stayed as it was.
            to.stateMachine().installSnapshot(snapshot);
            assertEquals(position, to.stateMachine().lastApplied());
        }
        assertEquals(List.of("db-3"), databases(temp.resolve("to")));
    }

    @Test
    void writeSnapshot_behindWhatIsApplied_recordsWhatIsApplied() throws IOException {
        Path snapshot = Files.createDirectory(temp.resolve("snapshot"));
        try (RocksStorage from = RocksStorage.open(temp.resolve("from"))) {
            fill(from, 0, 3);
            LogPosition applied = from.stateMachine().lastApplied();
            from.stateMachine().writeSnapshot(new LogPosition(1, 1), snapshot);
            assertEquals(applied, from.stateMachine().lastApplied());
            assertEquals(applied, new SnapshotFolder(snapshot).position());
        }
    }

    @Test
    void writeSnapshot_files_linksOnlyTablesAndSurvivesTheOriginal() throws IOException {
        Path snapshot = Files.createDirectory(temp.resolve("snapshot"));
        Path folder = temp.resolve("from");
        byte[] digest;
        byte[] files;
        try (RocksStorage from = RocksStorage.open(folder)) {
            fill(from, 0, 30);
            digest = from.digest();
            from.stateMachine().writeSnapshot(new LogPosition(1, 60), snapshot);
            files = bytes(snapshot);
            int links = 0;
            for (Path file : FileTree.list(snapshot.resolve("db"))) {
                // Of a table that was compacted away since, the snapshot's link is the last.
                if ((int) Files.getAttribute(file, "unix:nlink") > 1) {
                    String name = file.getFileName().toString();
                    // Both kinds are never written again.
                    assertTrue(name.endsWith(".sst") || name.startsWith("OPTIONS"), name);
                    links++;
                }
            }
            assertTrue(links > 0);
            fill(from, 0, 60);
            from.compact();
        }
        FileTree.delete(folder);
        assertArrayEquals(files, bytes(snapshot));
        try (RocksStorage to = RocksStorage.open(temp.resolve("to"))) {
            to.stateMachine().installSnapshot(snapshot);
            assertArrayEquals(digest, to.digest());
        }
        assertArrayEquals(files, bytes(snapshot));
    }

    @Test
    void writeSnapshot_thenAnOlderDatabase_isRefusedOnOpening() throws IOException {
        Path folder = temp.resolve("from");
        Path snapshot = Files.createDirectory(temp.resolve("snapshot"));
        Path killed;
        try (RocksStorage from = RocksStorage.open(folder)) {
            fill(from, 0, 3);
            from.database().flush();
            Path old = Folders.copy(folder, temp.resolve("old"));
            fill(from, 3, 3);
            // The log may forget what the snapshot has.
            from.stateMachine().writeSnapshot(new LogPosition(1, 60), snapshot);
            killed = Folders.copy(folder, temp.resolve("killed"));
            Path live = Folders.live(killed);
            FileTree.delete(live);
            Folders.copy(Folders.live(old), live);
        }
        StorageException e = assertThrows(StorageException.class, () -> RocksStorage.open(killed));
        assertTrue(String.valueOf(e.getMessage()).contains("once had all up to entry 60"));
    }

    @Test
    void installSnapshot_killedAtAnyStep_leavesTheOldOrTheNewState() throws IOException {
        Path snapshot = Files.createDirectory(temp.resolve("snapshot"));
        Map<RocksTables.Step, Path> killed = new EnumMap<>(RocksTables.Step.class);
        Path folder = temp.resolve("to");
        byte[] old;
        byte[] fresh;
        try (RocksStorage from = RocksStorage.open(temp.resolve("from"))) {
            fill(from, 0, 30);
            from.stateMachine().writeSnapshot(new LogPosition(2, 60), snapshot);
            fresh = from.digest();
        }
        RocksTables tables =
                RocksTables.open(
                        folder,
                        RocksSettings.DEFAULT,
                        step ->
                                killed.put(
                                        step,
                                        Folders.copy(folder, temp.resolve("killed-" + step))));
        try (RocksStorage to = new RocksStorage(tables)) {
            fill(to, 50, 5);
            to.database().flush();
            old = to.digest();
            to.stateMachine().installSnapshot(snapshot);
        }
        assertEquals(RocksTables.Step.values().length, killed.size());
        for (Map.Entry<RocksTables.Step, Path> crash : killed.entrySet()) {
            boolean switched = crash.getKey().compareTo(RocksTables.Step.SWITCHED) >= 0;
            for (int start = 0; start < 2; start++) {
                try (RocksStorage after = RocksStorage.open(crash.getValue())) {
                    assertArrayEquals(
                            switched ? fresh : old, after.digest(), crash.getKey().toString());
                    assertEquals(1, databases(crash.getValue()).size());
                }
            }
            try (RocksStorage after = RocksStorage.open(crash.getValue())) {
                after.stateMachine().installSnapshot(snapshot);
                assertArrayEquals(fresh, after.digest());
            }
        }
    }

    @Test
    void installSnapshot_failingAtAnyStep_leavesTheOldOrTheNewState() throws IOException {
        Path snapshot = Files.createDirectory(temp.resolve("snapshot"));
        byte[] fresh;
        try (RocksStorage from = RocksStorage.open(temp.resolve("from"))) {
            fill(from, 0, 10);
            from.stateMachine().writeSnapshot(new LogPosition(2, 60), snapshot);
            fresh = from.digest();
        }
        for (RocksTables.Step failing : RocksTables.Step.values()) {
            Path folder = temp.resolve("to-" + failing);
            RocksTables tables =
                    RocksTables.open(
                            folder,
                            RocksSettings.DEFAULT,
                            step -> {
                                if (step == failing) {
                                    throw new StorageException("no more room");
                                }
                            });
            byte[] old;
            try (RocksStorage to = new RocksStorage(tables)) {
                fill(to, 50, 5);
                old = to.digest();
                assertThrows(
                        StorageException.class, () -> to.stateMachine().installSnapshot(snapshot));
            }
            boolean switched = failing.compareTo(RocksTables.Step.SWITCHED) >= 0;
            try (RocksStorage after = RocksStorage.open(folder)) {
                assertArrayEquals(switched ? fresh : old, after.digest(), failing.toString());
            }
        }
    }

    @Test
    void installSnapshot_underAView_failsTheViewAsUnavailable() throws IOException {
        Path snapshot = Files.createDirectory(temp.resolve("snapshot"));
        try (RocksStorage storage = RocksStorage.open(temp.resolve("from"))) {
            fill(storage, 0, 5);
            storage.stateMachine().writeSnapshot(new LogPosition(2, 60), snapshot);
            try (StateView view = storage.view()) {
                assertEquals(60, view.appliedIndex());
                storage.stateMachine().installSnapshot(snapshot);
                StorageException e = assertThrows(StorageException.class, view::appliedIndex);
                assertEquals(StorageException.Kind.UNAVAILABLE, e.kind());
            }
            try (StateView view = storage.view()) {
                assertEquals(60, view.appliedIndex());
            }
        }
    }

    @Test
    void installSnapshot_anyDamage_isRefusedOrHarmless() throws IOException {
        Path snapshot = Files.createDirectory(temp.resolve("snapshot"));
        byte[] fresh;
        try (RocksStorage from = RocksStorage.open(temp.resolve("from"))) {
            fill(from, 0, 20);
            from.stateMachine().writeSnapshot(new LogPosition(2, 60), snapshot);
            fresh = from.digest();
        }
        try (RocksStorage storage = RocksStorage.open(temp.resolve("to"))) {
            fill(storage, 50, 5);
            int refused = 0;
            for (Path file : FileTree.list(snapshot.resolve("db"))) {
                String name = file.getFileName().toString();
                Path torn = Folders.copy(snapshot, temp.resolve("torn-" + name));
                byte[] bytes = Files.readAllBytes(file);
                Files.write(
                        torn.resolve("db").resolve(name), Arrays.copyOf(bytes, bytes.length / 2));
                refused += refusedOrHarmless(storage, torn, fresh) ? 1 : 0;
                Path gone = Folders.copy(snapshot, temp.resolve("gone-" + name));
                Files.delete(gone.resolve("db").resolve(name));
                refused += refusedOrHarmless(storage, gone, fresh) ? 1 : 0;
            }
            assertTrue(refused > 10, "refused " + refused);
            byte[] digest = storage.digest();
            Path unmarked = Folders.copy(snapshot, temp.resolve("unmarked"));
            Files.delete(unmarked.resolve("strongroom-snapshot"));
            assertRefused(storage, unmarked);
            Path wrong = Folders.copy(snapshot, temp.resolve("wrong"));
            new SnapshotFolder(wrong).complete(new LogPosition(2, 61));
            assertRefused(storage, wrong);
            assertRefused(storage, Files.createDirectory(temp.resolve("empty")));
            assertArrayEquals(digest, storage.digest());
            set(storage, 99);
        }
    }

    @Test
    void snapshot_inMemory_goesThereAndBack() throws IOException {
        Path snapshot = Files.createDirectory(temp.resolve("snapshot"));
        try (MemoryStorage from = new MemoryStorage();
                MemoryStorage to = new MemoryStorage()) {
            new LogFeeder(from.stateMachine()).apply(Samples.commands().toArray(Command[]::new));
            from.stateMachine().writeSnapshot(new LogPosition(2, 60), snapshot);
            to.stateMachine().installSnapshot(snapshot);
            assertArrayEquals(from.digest(), to.digest());
            assertEquals(new LogPosition(2, 60), to.stateMachine().lastApplied());
        }
    }

    @Test
    void open_layoutOfTheFirstVersion_isTakenOver() throws IOException {
        Path folder = temp.resolve("first");
        byte[] digest;
        try (RocksStorage storage = RocksStorage.open(folder)) {
            fill(storage, 0, 3);
            digest = storage.digest();
        }
        Files.move(folder.resolve("db-1"), folder.resolve("rocks"));
        Files.writeString(
                folder.resolve("strongroom-database"),
                "strongroom database 1: has all up to entry 2\n");
        Path snapshot = Files.createDirectory(temp.resolve("snapshot"));
        try (RocksStorage storage = RocksStorage.open(folder)) {
            assertArrayEquals(digest, storage.digest());
            assertEquals(List.of("rocks"), databases(folder));
            storage.stateMachine().writeSnapshot(new LogPosition(2, 60), snapshot);
            storage.stateMachine().installSnapshot(snapshot);
            assertEquals(List.of("db-1"), databases(folder));
        }
        try (RocksStorage storage = RocksStorage.open(folder)) {
            assertArrayEquals(digest, storage.digest());
        }
    }

    /** RocksDB's options, and its empty write-ahead log, are nothing that it needs. */
    private static boolean refusedOrHarmless(RocksStorage storage, Path snapshot, byte[] fresh) {
        byte[] before = storage.digest();
        try {
            storage.stateMachine().installSnapshot(snapshot);
        } catch (StorageException e) {
            assertArrayEquals(before, storage.digest());
            return true;
        }
        assertArrayEquals(fresh, storage.digest(), snapshot.toString());
        assertEquals(60, storage.stateMachine().lastApplied().index());
        return false;
    }

    private static void assertRefused(RocksStorage storage, Path snapshot) {
        assertThrows(
                StorageException.class, () -> storage.stateMachine().installSnapshot(snapshot));
    }

    private static List<String> databases(Path folder) throws IOException {
        return FileTree.list(folder).stream()
                .map(path -> path.getFileName().toString())
                .filter(Marker::isDatabase)
                .toList();
    }

    /** Everything below a folder in one array. */
    private static byte[] bytes(Path folder) throws IOException {
        StringBuilder all = new StringBuilder();
        for (Path file : new TreeSet<>(FileTree.list(folder.resolve("db")))) {
            all.append(file).append(HexFormat.of().formatHex(Files.readAllBytes(file)));
        }
        return all.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void fill(RocksStorage storage, int from, int secrets) {
        LogFeeder log = new LogFeeder(storage.stateMachine());
        log.apply(Samples.createVault(Samples.VAULT, 90, false));
        for (int i = from; i < from + secrets; i++) {
            log.apply(Samples.set(new ItemName("s-" + i), i));
        }
    }

    private static void set(RocksStorage storage, int number) {
        LogFeeder log = new LogFeeder(storage.stateMachine());
        log.apply(Samples.set(new ItemName("n-" + number), 1000 + number));
    }
}
