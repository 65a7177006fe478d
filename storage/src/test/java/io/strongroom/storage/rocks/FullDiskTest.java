package io.strongroom.storage.rocks;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strongroom.raft.LogPosition;
import io.strongroom.storage.StorageException;
import io.strongroom.storage.codec.EntryCodec;
import io.strongroom.storage.command.Batch;
import io.strongroom.storage.command.Command;
import io.strongroom.storage.command.Envelope;
import io.strongroom.storage.command.ItemName;
import io.strongroom.storage.command.RequestId;
import io.strongroom.storage.fake.MemoryStorage;
import io.strongroom.storage.fake.Samples;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** A file system of a few megabytes that fills up; needs the right to mount one. */
final class FullDiskTest {
    private static final int ENTRIES = 4000;
    private static final RocksSettings SETTINGS = new RocksSettings(1 << 20, 1 << 20, 50);

    @TempDir private Path temp;

    @Test
    @Timeout(600)
    void apply_diskFull_isAnExceptionAndWithRoomNothingIsLost()
            throws IOException, InterruptedException {
        boolean mounted =
                run("mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", temp.toString()) == 0;
        // Where the build decides, a skipped proof is a missing one.
        assertTrue(mounted || !mustRun(), "root on the build server cannot mount a tmpfs");
        Assumptions.assumeTrue(mounted, "skipped: this user or container cannot mount a tmpfs");
        try {
            List<byte[]> log = log();
            Path folder = temp.resolve("database");
            int accepted = fillUp(folder, log);
            assertTrue(accepted < ENTRIES, "the disk never filled up");
            assertTrue(run("mount", "-o", "remount,size=128m", temp.toString()) == 0);
            try (RocksStorage storage = RocksStorage.open(folder, SETTINGS);
                    MemoryStorage reference = new MemoryStorage()) {
                assertTrue(storage.stateMachine().lastApplied().index() <= accepted);
                for (int i = 0; i < ENTRIES; i++) {
                    storage.stateMachine().apply(new LogPosition(1, i + 1), log.get(i));
                    reference.stateMachine().apply(new LogPosition(1, i + 1), log.get(i));
                }
                assertArrayEquals(reference.digest(), storage.digest());
            }
        } finally {
            run("umount", "-l", temp.toString());
        }
    }

    private static boolean mustRun() {
        return "true".equals(System.getenv("CI")) && "root".equals(System.getProperty("user.name"));
    }

    private static int fillUp(Path folder, List<byte[]> log) {
        int accepted = 0;
        try (RocksStorage storage = RocksStorage.open(folder, SETTINGS)) {
            while (accepted < ENTRIES) {
                storage.stateMachine().apply(new LogPosition(1, accepted + 1), log.get(accepted));
                accepted++;
            }
        } catch (StorageException full) {
            assertTrue(full.kind() == StorageException.Kind.FAILURE);
        }
        return accepted;
    }

    private static List<byte[]> log() {
        List<byte[]> log = new ArrayList<>();
        String padding = "x".repeat(4000);
        add(log, Samples.createVault(Samples.VAULT, 90, false));
        for (int i = 1; i < ENTRIES; i++) {
            ItemName name = new ItemName("s-" + i);
            add(log, Samples.set(name, i), Samples.update(name, Optional.of(padding)));
        }
        return log;
    }

    private static void add(List<byte[]> log, Command... commands) {
        List<Envelope> envelopes = new ArrayList<>();
        for (Command command : commands) {
            UUID id = new UUID(log.size(), envelopes.size());
            envelopes.add(new Envelope(new RequestId("alice", id), command, 0));
        }
        log.add(EntryCodec.encode(new Batch(1, 1_700_000_000_000L + log.size(), 1, envelopes)));
    }

    private static int run(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(command).inheritIO().start().waitFor();
    }
}
