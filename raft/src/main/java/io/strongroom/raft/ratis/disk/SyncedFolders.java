package io.strongroom.raft.ratis.disk;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Makes a vote durable before it is told to anyone. Ratis writes term and vote to a file of its own
 * and renames it into place, but does not force the directory (reliability finding F7): after a
 * power cut the old vote could be back, and this node could vote twice in one term. With the
 * directory's write-through flag the rename itself is durable.
 *
 * <p>Where the file system does not know the flag, it is said once in the log, with what to do.
 */
public final class SyncedFolders {
    private static final Logger log = LoggerFactory.getLogger(SyncedFolders.class);

    private final Path logDir;

    private SyncedFolders(Path logDir) {
        this.logDir = logDir;
    }

    /**
     * Before Ratis starts: ext4 hands the flag on to the folders that Ratis makes below.
     *
     * @param logDir where Ratis keeps a folder for each group, and in that one {@code current}
     */
    public static SyncedFolders prepare(Path logDir) {
        SyncedFolders folders = new SyncedFolders(logDir);
        folders.apply(false);
        return folders;
    }

    /**
     * After Ratis has started, when the folders exist whatever the file system hands on.
     *
     * @return whether every vote from now on is durable
     */
    public boolean verify() {
        return apply(true);
    }

    private boolean apply(boolean report) {
        try {
            Files.createDirectories(logDir);
            for (Path dir : folders()) {
                DirectoryFlags.writeThrough(dir);
                // For what was renamed before the flag was there.
                DurableFiles.force(dir);
            }
            return true;
        } catch (IOException | RuntimeException | LinkageError e) {
            if (report) {
                log.atWarn()
                        .addKeyValue("folder", logDir)
                        .addKeyValue("fileSystem", fileSystem())
                        .addKeyValue("reason", e.toString())
                        .addKeyValue(
                                "action",
                                "keep the data folder on ext4 or btrfs, or mount its file system"
                                        + " with the option dirsync; until then a vote can be lost"
                                        + " in a power cut")
                        .log("vote_file_not_synced");
            }
            return false;
        }
    }

    private List<Path> folders() throws IOException {
        try (Stream<Path> below = Files.walk(logDir, 2)) {
            return below.filter(Files::isDirectory)
                    .filter(dir -> depth(dir) < 2 || dir.endsWith("current"))
                    .toList();
        }
    }

    private int depth(Path dir) {
        return dir.getNameCount() - logDir.getNameCount();
    }

    private String fileSystem() {
        try {
            return Files.getFileStore(logDir).type().toLowerCase(Locale.ROOT);
        } catch (IOException unknown) {
            return "unknown";
        }
    }
}
