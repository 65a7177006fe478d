package io.strongroom.raft.ratis.repair;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The lock that a running node's Ratis holds; held here, no node can start on these files. */
final class LogLock implements AutoCloseable {
    private final FileChannel channel;

    private LogLock(FileChannel channel) {
        this.channel = channel;
    }

    /** Checks whose folder it is, and takes the lock. */
    static LogLock take(LogLocation log) throws RepairException, IOException {
        requireOwn(log);
        Path file = log.groupDir().resolve("in_use.lock");
        FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        boolean taken = false;
        try {
            FileLock lock = channel.tryLock();
            taken = lock != null;
        } catch (OverlappingFileLockException heldInThisProcess) {
            taken = false;
        } finally {
            if (!taken) {
                channel.close();
            }
        }
        if (!taken) {
            throw new RepairException(
                    "node %d is running on %s: stop it first"
                            .formatted(log.nodeId(), log.dataDir()));
        }
        return new LogLock(channel);
    }

    private static void requireOwn(LogLocation log) throws RepairException, IOException {
        try {
            String identity = Files.readString(log.dataDir().resolve("identity"));
            boolean own =
                    identity.lines().anyMatch(line -> line.equals("cluster " + log.clusterId()))
                            && identity.lines()
                                    .anyMatch(line -> line.equals("node " + log.nodeId()));
            if (!own || !Files.isDirectory(log.groupDir())) {
                throw new RepairException(
                        "the folder %s does not hold the log of node %d of cluster %s: check the configuration file"
                                .formatted(log.dataDir(), log.nodeId(), log.clusterId()));
            }
        } catch (NoSuchFileException e) {
            throw new RepairException(
                    "there is no log in %s: check the configuration file".formatted(log.dataDir()),
                    e);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
