package io.strongroom.raft.ratis;

import io.strongroom.raft.LogConfig;
import io.strongroom.raft.RaftException;
import io.strongroom.raft.RaftException.Outcome;
import io.strongroom.raft.ratis.disk.DurableFiles;
import io.strongroom.raft.ratis.repair.LogLocation;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The log's folder: an identity file of ours beside what Ratis keeps. A folder of another cluster
 * or node is refused, because a node that votes with another's past breaks the quorum.
 */
final class NodeFolder {
    private static final String IDENTITY = "identity";
    private static final String LOG = "log";

    /** There from the first start of a node that joins until it is a member. */
    private static final String WAITING = "waiting";

    /** What a crash inside claim() leaves, and what mkfs makes. */
    private static final Set<String> LEFTOVERS =
            Set.of(WAITING, WAITING + ".tmp", IDENTITY + ".tmp", "lost+found");

    private final Path dir;
    private final String own;
    private final boolean fresh;

    private NodeFolder(Path dir, String own, boolean fresh) {
        this.dir = dir;
        this.own = own;
        this.fresh = fresh;
    }

    /** Opens the folder of this node; one that is fresh is not marked as its own yet. */
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
                return new NodeFolder(dir, own, true);
            }
            String found = Files.readString(identity);
            if (!found.equals(own)) {
                throw new RaftException(
                        Outcome.NOT_APPENDED,
                        "the folder %s belongs to [%s], this node is [%s]: correct the node id, the cluster id or the data folder; never give one node another's folder"
                                .formatted(dir, oneLine(found), oneLine(own)));
            }
            if (Files.exists(dir.resolve(LogLocation.REMOVED))) {
                throw new RaftException(
                        Outcome.NOT_APPENDED,
                        "node %d was removed from the cluster and its id is spent: wipe %s and the node's state, and join under an id that was never used"
                                .formatted(config.nodeId(), dir));
            }
            // Without Ratis' part the node has forgotten as much as without ours.
            return new NodeFolder(dir, own, !Files.exists(dir.resolve(LOG)));
        } catch (IOException e) {
            throw unusable(dir, e);
        }
    }

    private static RaftException unusable(Path dir, IOException e) {
        return new RaftException(
                Outcome.NOT_APPENDED,
                "the log's folder %s cannot be used (%s): check that it exists and that this user may write to it"
                        .formatted(dir, e),
                e);
    }

    /** Whether there is nothing in it yet that this node has to remember. */
    boolean fresh() {
        return fresh;
    }

    /**
     * Marks a fresh folder as this node's own; to be called once nothing speaks against the start.
     *
     * @param join whether the node waits to be taken in
     */
    void claim(boolean join) throws RaftException {
        try {
            if (fresh && join) {
                write(dir, WAITING, "until this node is a member\n");
            } else if (fresh) {
                Files.deleteIfExists(dir.resolve(WAITING));
            }
            if (fresh) {
                write(dir, IDENTITY, own);
            }
        } catch (IOException e) {
            throw unusable(dir, e);
        }
    }

    /** Whether this node has not been a member yet. */
    boolean waiting() {
        return Files.exists(dir.resolve(WAITING));
    }

    /** This node is a member now. */
    void joined() throws IOException {
        Files.deleteIfExists(dir.resolve(WAITING));
        DurableFiles.force(dir);
    }

    /** This node must not start again. */
    void removed() throws IOException {
        write(dir, LogLocation.REMOVED, "this node was removed from the cluster\n");
    }

    Path logDir() {
        return dir.resolve(LOG);
    }

    Path removedDir() {
        return dir.resolve("removed");
    }

    private static void requireEmpty(Path dir) throws IOException, RaftException {
        try (Stream<Path> entries = Files.list(dir)) {
            boolean foreign =
                    entries.map(entry -> String.valueOf(entry.getFileName()))
                            .anyMatch(name -> !LEFTOVERS.contains(name));
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

    private static void write(Path dir, String name, String content) throws IOException {
        DurableFiles.write(dir.resolve(name), ".tmp", content.getBytes(StandardCharsets.UTF_8));
        Path parent = dir.getParent();
        if (parent != null) {
            DurableFiles.force(parent);
        }
    }

    private static String oneLine(String text) {
        return text.strip().replace("\n", ", ");
    }
}
