package io.strongroom.raft.ratis.disk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.server.RaftServerConfigKeys.Log.CorruptionPolicy;
import org.apache.ratis.server.storage.RaftStorage;
import org.apache.ratis.server.storage.RaftStorageMetadata;
import org.apache.ratis.server.storage.StorageImplUtils;
import org.apache.ratis.util.SizeInBytes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.UUID;

/**
 * Ratis' own vote file on a file system of its own; a copy of that one's image while it is mounted
 * is what a power cut leaves. Needs root and loop devices.
 */
class DurableVoteIT {
    @TempDir private Path dir;

    private final Deque<Path> mounted = new ArrayDeque<>();
    private Path image;
    private Path live;

    @BeforeEach
    void mountImage() throws IOException, InterruptedException {
        image = dir.resolve("disk.img");
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            file.setLength(32L << 20);
        }
        live = Files.createDirectory(dir.resolve("live"));
        boolean possible = run("mkfs.ext4", "-q", image.toString()) && mount(image, live);
        assumeTrue(possible, "no ext4 image can be loop-mounted here (root and loop devices?)");
    }

    @AfterEach
    void unmount() throws IOException, InterruptedException {
        while (!mounted.isEmpty()) {
            assertTrue(run("umount", mounted.pop().toString()));
        }
    }

    @Test
    void vote_inASyncedFolder_survivesAPowerCut() throws IOException, InterruptedException {
        Path logDir = live.resolve("log");
        SyncedFolders.prepare(logDir);
        Path group = logDir.resolve(UUID.randomUUID().toString());
        try (RaftStorage storage = storage(group)) {
            assertTrue(SyncedFolders.prepare(logDir).verify());
            for (long term = 1; term <= 3; term++) {
                vote(storage, term);
                assertEquals(term, termAfterPowerCut(group, "synced-" + term));
            }
        }
    }

    /** Were this to pass by itself, the test above would prove nothing. */
    @Test
    void vote_inAnOrdinaryFolder_isLostInAPowerCut() throws IOException, InterruptedException {
        Path group = live.resolve("log").resolve(UUID.randomUUID().toString());
        Files.createDirectories(live.resolve("log"));
        try (RaftStorage storage = storage(group)) {
            boolean lost = false;
            // Whoever calls for a sync of the whole machine meanwhile makes it durable.
            for (long term = 2; !lost && term <= 6; term += 2) {
                vote(storage, term - 1);
                assertTrue(run("sync", "-f", live.toString()));
                vote(storage, term);
                lost = termAfterPowerCut(group, "ordinary-" + term) == term - 1;
            }
            assertTrue(lost);
        }
    }

    private static RaftStorage storage(Path group) throws IOException {
        RaftStorage storage =
                StorageImplUtils.newRaftStorage(
                        group.toFile(),
                        SizeInBytes.valueOf(0),
                        RaftStorage.StartupOption.FORMAT,
                        CorruptionPolicy.EXCEPTION);
        storage.initialize();
        return storage;
    }

    private static void vote(RaftStorage storage, long term) throws IOException {
        storage.getMetadataFile()
                .persist(RaftStorageMetadata.valueOf(term, RaftPeerId.valueOf("n" + term)));
    }

    private long termAfterPowerCut(Path group, String name)
            throws IOException, InterruptedException {
        Path copy = dir.resolve(name + ".img");
        Files.copy(image, copy);
        Path after = Files.createDirectory(dir.resolve(name));
        assertTrue(mount(copy, after));
        Path meta = after.resolve(live.relativize(group)).resolve("current/raft-meta");
        List<String> lines = Files.readAllLines(meta);
        return lines.stream()
                .filter(line -> line.startsWith("term="))
                .mapToLong(line -> Long.parseLong(line.substring("term=".length())))
                .findFirst()
                .orElseThrow(() -> new AssertionError(lines.toString()));
    }

    private boolean mount(Path file, Path at) throws IOException, InterruptedException {
        // The journal is written on its own every 300 s only: nothing is durable by chance.
        boolean done = run("mount", "-o", "loop,commit=300", file.toString(), at.toString());
        if (done) {
            mounted.push(at);
        }
        return done;
    }

    private static boolean run(String... command) throws InterruptedException {
        try {
            Process process =
                    new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start();
            return process.waitFor() == 0;
        } catch (IOException noSuchProgram) {
            return false;
        }
    }
}
