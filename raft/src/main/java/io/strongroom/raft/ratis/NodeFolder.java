package io.strongroom.raft.ratis;

import io.strongroom.raft.LogConfig;
import io.strongroom.raft.RaftException;
import io.strongroom.raft.RaftException.Outcome;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.stream.Stream;

/**
 * The log's folder: an identity file of ours beside what Ratis keeps. A folder of another cluster
 * or node is refused, because a node that votes with another's past breaks the quorum.
 */
final class NodeFolder {
    private static final String IDENTITY = "identity";

    private final Path dir;
    private final boolean fresh;

    private NodeFolder(Path dir, boolean fresh) {
        this.dir = dir;
        this.fresh = fresh;
    }

    /** Opens the folder of this node, made and marked as its own when it is empty. */
    static NodeFolder open(LogConfig config) throws RaftException {
        Path dir = config.dataDir().toAbsolutePath();
        String own =
                "strongroom-log 1\ncluster %s\nnode %d\n"
                        .formatted(config.clusterId(), config.nodeId());
        try {
            Files.createDirectories(dir);
            Path identity = dir.resolve(IDENTITY);
            if (!Files.exists(identity)) {
                requireEmpty(dir);
                write(dir, identity, own);
                return new NodeFolder(dir, true);
            }
            String found = Files.readString(identity);
            if (!found.equals(own)) {
                throw new RaftException(
                        Outcome.NOT_APPENDED,
                        "the folder %s belongs to [%s], this node is [%s]: correct the node id, the cluster id or the data folder; never give one node another's folder"
                                .formatted(dir, oneLine(found), oneLine(own)));
            }
            return new NodeFolder(dir, false);
        } catch (IOException e) {
            throw new RaftException(
                    Outcome.NOT_APPENDED,
                    "the log's folder %s cannot be used (%s): check that it exists and that this user may write to it"
                            .formatted(dir, e),
                    e);
        }
    }

    /** Whether this start has made it. */
    boolean fresh() {
        return fresh;
    }

    Path logDir() {
        return dir.resolve("log");
    }

    Path removedDir() {
        return dir.resolve("removed");
    }

    private static void requireEmpty(Path dir) throws IOException, RaftException {
        try (Stream<Path> entries = Files.list(dir)) {
            // The temporary file is what a crash inside write() leaves; mkfs makes the other.
            boolean foreign =
                    entries.map(entry -> String.valueOf(entry.getFileName()))
                            .anyMatch(name ->
                                    !name.equals(IDENTITY + ".tmp") && !name.equals("lost+found"));
            if (foreign) {
                throw new RaftException(
                        Outcome.NOT_APPENDED,
                        "the folder "
                                + dir
                                + " is neither empty nor a log's: give the log a folder of its"
                                + " own");
            }
        }
    }

    private static void write(Path dir, Path identity, String content) throws IOException {
        Path temporary = dir.resolve(IDENTITY + ".tmp");
        try (FileChannel file =
                FileChannel.open(
                        temporary,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.wrap(content.getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                file.write(bytes);
            }
            file.force(true);
        }
        Files.move(temporary, identity, StandardCopyOption.ATOMIC_MOVE);
        force(dir);
        Path parent = dir.getParent();
        if (parent != null) {
            force(parent);
        }
    }

    /** A new name survives a power cut only once its directory is forced. */
    private static void force(Path dir) throws IOException {
        try (FileChannel channel = FileChannel.open(dir, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private static String oneLine(String text) {
        return text.strip().replace("\n", ", ");
    }
}
