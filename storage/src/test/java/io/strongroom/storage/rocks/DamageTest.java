package io.strongroom.storage.rocks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strongroom.raft.LogPosition;
import io.strongroom.storage.StorageException;
import io.strongroom.storage.command.ItemName;
import io.strongroom.storage.fake.LogFeeder;
import io.strongroom.storage.fake.Samples;
import io.strongroom.storage.view.StateView;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** Corrupt is not empty. */
final class DamageTest {
    private static final int SECRETS = 40;

    @TempDir private Path temp;
    private Path folder;

    @BeforeEach
    void fill() {
        folder = temp.resolve("database");
        try (RocksStorage storage = RocksStorage.open(folder)) {
            LogFeeder log = new LogFeeder(storage.stateMachine());
            log.apply(Samples.createVault(Samples.VAULT, 90, false));
            for (int i = 0; i < SECRETS; i++) {
                log.apply(Samples.set(new ItemName("s-" + i), i));
            }
        }
    }

    @Test
    void open_databaseGone_isRefused() throws IOException {
        for (Path file : Folders.files(folder, "", "")) {
            if (Files.isRegularFile(file)) {
                Files.delete(file);
            }
        }
        assertRefused(folder, "lost its database");
    }

    @Test
    void open_currentGone_isRefused() throws IOException {
        Files.delete(Folders.live(folder).resolve("CURRENT"));
        assertRefused(folder, "lost its database");
    }

    @Test
    void open_manifestGone_isRefused() throws IOException {
        for (Path file : Folders.files(folder, "MANIFEST", "")) {
            Files.delete(file);
        }
        assertRefused(folder, "cannot be opened");
    }

    @Test
    void open_tableFileGone_isRefused() throws IOException {
        for (Path file : Folders.files(folder, "", ".sst")) {
            Path damaged = Folders.copy(folder, temp.resolve("no-" + file.getFileName()));
            Files.delete(Folders.live(damaged).resolve(file.getFileName()));
            assertRefused(damaged, "move the folder aside");
        }
    }

    @Test
    void open_tableFileTruncated_isRefused() throws IOException {
        Path file = Folders.files(folder, "", ".sst").getFirst();
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));
        assertRefused(folder, "move the folder aside");
    }

    @Test
    void open_bitFlippedInATableFile_isRefused() throws IOException {
        int[] refused = {0};
        for (Path file : Folders.files(folder, "", ".sst")) {
            byte[] bytes = Files.readAllBytes(file);
            for (int at = 3; at < bytes.length; at += bytes.length / 3) {
                openFlipped(file, at, refused);
            }
        }
        assertTrue(refused[0] > 20, "refused " + refused[0]);
    }

    @Test
    void open_bitFlippedInTheManifest_isRefused() throws IOException {
        int[] refused = {0};
        Path file = Folders.files(folder, "MANIFEST", "").getFirst();
        int length = (int) Files.size(file);
        for (int at = 0; at < length; at += 1 + length / 40) {
            openFlipped(file, at, refused);
        }
        assertTrue(refused[0] > 30, "refused " + refused[0]);
    }

    @Test
    void open_manifestTruncated_isRefused() throws IOException {
        Path file = Folders.files(folder, "MANIFEST", "").getFirst();
        byte[] bytes = Files.readAllBytes(file);
        for (int length = 0; length < bytes.length; length += 1 + bytes.length / 15) {
            Path damaged = Folders.copy(folder, temp.resolve("manifest-" + length));
            Path target = Folders.live(damaged).resolve(file.getFileName());
            Files.write(target, Arrays.copyOf(bytes, length));
            assertFalse(openOrRefuse(damaged), "cut to " + length);
        }
    }

    @Test
    void open_markerGone_isRefused() throws IOException {
        Files.delete(folder.resolve("strongroom-database"));
        assertRefused(folder, "holds no Strongroom database");
    }

    @Test
    void open_markerDamaged_isRefused() throws IOException {
        Files.write(folder.resolve("strongroom-database"), new byte[] {0, (byte) 0xff});
        assertRefused(folder, "marker");
    }

    @Test
    void open_foreignFolder_isRefusedAndLeftAlone() throws IOException {
        Path foreign = Files.createDirectory(temp.resolve("foreign"));
        Path file = Files.writeString(foreign.resolve("thesis.txt"), "words");
        assertRefused(foreign, "name another folder");
        assertEquals("words", Files.readString(file));
        assertEquals(1, foreign.toFile().listFiles().length);
    }

    @Test
    void open_inUse_isRefused() {
        try (RocksStorage first = RocksStorage.open(folder)) {
            assertRefused(folder, "If another process uses");
            assertTrue(first.sizeBytes() > 0);
        }
    }

    @Test
    void open_crashedWhileBeingCreated_isANewDatabase() throws IOException {
        Path young = temp.resolve("young");
        DatabaseFolder unfinished = new DatabaseFolder(young);
        Path files = unfinished.startCreation();
        Files.writeString(files.resolve("CURRENT"), "half a word");
        try (RocksStorage storage = RocksStorage.open(young)) {
            assertEquals(LogPosition.NONE, storage.stateMachine().lastApplied());
        }
        try (RocksStorage storage = RocksStorage.open(young)) {
            assertEquals(LogPosition.NONE, storage.stateMachine().lastApplied());
        }
    }

    @Test
    void open_onlyTheMarkersDraft_isANewDatabase() throws IOException {
        Path young = Files.createDirectory(temp.resolve("younger"));
        Files.writeString(young.resolve("strongroom-database.new"), "strong");
        RocksStorage.open(young).close();
    }

    private void openFlipped(Path file, int at, int[] refused) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[at] ^= 0x10;
        Path damaged = Folders.copy(folder, temp.resolve(file.getFileName() + "-" + at));
        Files.write(Folders.live(damaged).resolve(file.getFileName()), bytes);
        if (!openOrRefuse(damaged)) {
            refused[0]++;
        }
    }

    /** A flip may meet padding; what opens must be the whole state, never an older one. */
    private static boolean openOrRefuse(Path damaged) {
        try (RocksStorage storage = RocksStorage.open(damaged);
                StateView view = storage.view()) {
            assertEquals(SECRETS, view.appliedIndex());
            assertEquals(SECRETS, view.secrets().list(Samples.VAULT, "", 1000).size());
            return true;
        } catch (StorageException e) {
            assertTrue(String.valueOf(e.getMessage()).contains("move the folder aside"));
            return false;
        }
    }

    private static void assertRefused(Path damaged, String reason) {
        StorageException e = assertThrows(StorageException.class, () -> RocksStorage.open(damaged));
        assertTrue(String.valueOf(e.getMessage()).contains(reason), e.getMessage());
    }
}
