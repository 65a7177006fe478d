package io.strongroom.raft.ratis.repair;

import io.strongroom.raft.LogConfig;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Where the log of one node lies.
 *
 * @param dataDir the log's own folder, with the identity file
 * @param clusterId the group whose log it is
 * @param nodeId the node that it belongs to
 */
public record LogLocation(Path dataDir, UUID clusterId, int nodeId) {
    /** In the log's own folder once its node was removed from the cluster. */
    public static final String REMOVED = "was-removed";

    private static final Pattern SNAPSHOT = Pattern.compile("snap-\\d+_(\\d+)");

    public LogLocation {
        dataDir = dataDir.toAbsolutePath();
    }

    /** The log of the node that is so configured. */
    public static LogLocation of(LogConfig config) {
        return new LogLocation(config.dataDir(), config.clusterId(), config.nodeId());
    }

    /** What Ratis locks. */
    Path groupDir() {
        return dataDir.resolve("log").resolve(clusterId.toString());
    }

    /** The segments and the two files of metadata. */
    Path current() {
        return groupDir().resolve("current");
    }

    /** Term and vote. */
    Path meta() {
        return current().resolve("raft-meta");
    }

    /** What takes the place of term and vote when a full disk has emptied them. */
    Path termNote() {
        return dataDir.resolve("term-note");
    }

    /** The configuration that was applied last. */
    Path metaConf() {
        return current().resolve("raft-meta.conf");
    }

    /** What takes its place when a full disk has emptied it. */
    Path configurationNote() {
        return dataDir.resolve("configuration-note");
    }

    /** Where snapshots are kept, one folder each. */
    private Path snapshots() {
        return dataDir.resolve("snapshots");
    }

    /** The index of the newest snapshot by its folder's name; -1 when there is none. */
    long snapshotIndex() throws IOException {
        if (!Files.isDirectory(snapshots())) {
            return -1;
        }
        try (Stream<Path> folders = Files.list(snapshots())) {
            return folders.map(folder -> SNAPSHOT.matcher(String.valueOf(folder.getFileName())))
                    .filter(Matcher::matches)
                    .mapToLong(name -> Long.parseLong(name.group(1)))
                    .max()
                    .orElse(-1);
        }
    }

    /** Whether the node knows that it was removed from the cluster. */
    boolean wasRemoved() {
        return Files.exists(dataDir.resolve(REMOVED));
    }

    /** The node's name in configurations. */
    String peerId() {
        return "n" + nodeId;
    }
}
