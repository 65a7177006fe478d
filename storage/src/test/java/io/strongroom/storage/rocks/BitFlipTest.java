package io.strongroom.storage.rocks;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
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
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * One flipped bit anywhere: found, or it changes nothing; never a silently different state. Others
 * than in every build with the system properties {@code strongroom.bitFlips} and {@code
 * strongroom.seed}.
 */
final class BitFlipTest {
    private static final int FLIPS = Integer.getInteger("strongroom.bitFlips", 96);
    private static final long SEED = Long.getLong("strongroom.seed", 20);
    private static final RocksSettings CHECKED_LATER =
            new RocksSettings(1 << 20, 1 << 20, 1000, 0, Duration.ofSeconds(1));

    @TempDir private Path temp;
    private Path folder;
    private byte[] digest;
    private LogPosition applied;

    @BeforeEach
    void fill() {
        folder = temp.resolve("database");
        try (RocksStorage storage = RocksStorage.open(folder)) {
            LogFeeder log = new LogFeeder(storage.stateMachine());
            log.apply(Samples.createVault(Samples.VAULT, 90, false));
            for (int i = 0; i < 60; i++) {
                log.apply(Samples.set(new ItemName("s-" + i), i));
                if (i == 30) {
                    storage.compact();
                }
            }
            digest = storage.digest();
            applied = storage.stateMachine().lastApplied();
        }
    }

    @Test
    void open_oneBitFlippedAnywhere_isFoundOrHarmless() throws IOException {
        Random random = new Random(SEED);
        List<Path> files = files();
        int found = 0;
        for (int flip = 0; flip < FLIPS; flip++) {
            // Each file alike, or table files would take nearly all of them.
            Path file = files.get(flip % files.size());
            long bits = Files.size(file) * 8;
            if (bits == 0) {
                continue;
            }
            long bit = random.nextLong(bits);
            Path damaged = flip(file, bit, "flip-" + flip);
            if (!opensAsItWas(damaged, file + " bit " + bit)) {
                found++;
            }
            FileTree.delete(damaged);
        }
        assertTrue(found > FLIPS / 2, "found " + found + " with the seed " + SEED);
    }

    @Test
    void open_damageInALargeDatabase_isFoundWhileItServesAndAtTheNextStart() throws IOException {
        int found = 0;
        for (Path file : Folders.files(folder, "", ".sst")) {
            Path damaged = flip(file, 8 * 20, "large-" + file.getFileName());
            try (RocksStorage storage = RocksStorage.open(damaged, CHECKED_LATER)) {
                long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
                while (canBeViewed(storage) && System.nanoTime() < deadline) {
                    Thread.onSpinWait();
                }
                StorageException e = assertThrows(StorageException.class, storage::view);
                assertEquals(StorageException.Kind.FAILURE, e.kind());
                LogFeeder log = new LogFeeder(storage.stateMachine());
                assertThrows(
                        StorageException.class, () -> log.apply(Samples.set(Samples.DB, 1000)));
                while (!new DatabaseFolder(damaged).isSuspect() && System.nanoTime() < deadline) {
                    Thread.onSpinWait();
                }
                found++;
            } catch (StorageException e) {
                // Its own rows, which are needed to open it, or the check was quicker than that.
                assertEquals(StorageException.Kind.FAILURE, e.kind(), e.getMessage());
            }
            assertThrows(StorageException.class, () -> RocksStorage.open(damaged, CHECKED_LATER));
        }
        assertTrue(found > 5, "found " + found);
    }

    @Test
    void open_largeAndWhole_servesOnAfterTheCheck() {
        for (int start = 0; start < 3; start++) {
            try (RocksStorage storage = RocksStorage.open(folder, CHECKED_LATER)) {
                assertArrayEquals(digest, storage.digest());
            }
        }
    }

    private static boolean canBeViewed(RocksStorage storage) {
        try (StateView _ = storage.view()) {
            return true;
        } catch (StorageException e) {
            return false;
        }
    }

    private boolean opensAsItWas(Path damaged, String what) {
        try (RocksStorage storage = RocksStorage.open(damaged)) {
            assertArrayEquals(digest, storage.digest(), what);
            assertEquals(applied, storage.stateMachine().lastApplied(), what);
            return true;
        } catch (StorageException e) {
            return false;
        }
    }

    private Path flip(Path file, long bit, String name) throws IOException {
        Path damaged = Folders.copy(folder, temp.resolve(name));
        Path target = damaged.resolve(folder.relativize(file).toString());
        byte[] bytes = Files.readAllBytes(target);
        bytes[(int) (bit / 8)] ^= (byte) (1 << (bit % 8));
        Files.write(target, bytes);
        return damaged;
    }

    /** All that the database needs; RocksDB's own notes beside it are not. */
    private List<Path> files() {
        try (Stream<Path> all = Files.walk(folder)) {
            return new ArrayList<>(
                    all.filter(Files::isRegularFile)
                            .filter(file -> !file.getFileName().toString().startsWith("LOG"))
                            .filter(file -> !file.getFileName().toString().startsWith("LOCK"))
                            .sorted()
                            .toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
