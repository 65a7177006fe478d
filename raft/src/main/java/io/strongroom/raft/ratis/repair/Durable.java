package io.strongroom.raft.ratis.repair;

import io.strongroom.raft.ratis.disk.DurableFiles;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;

/** File changes that have reached the disk when the call returns. */
final class Durable {
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss.SSS'Z'").withZone(ZoneOffset.UTC);

    private Durable() {}

    /**
     * Copies files aside, into a new folder beside the log.
     *
     * @return the folder
     */
    static Path copyAside(LogLocation log, String reason, Instant now, List<Path> files)
            throws IOException {
        Path folder =
                Files.createDirectory(log.dataDir().resolve(reason + "-" + STAMP.format(now)));
        for (Path file : files) {
            if (Files.exists(file)) {
                Path copy = folder.resolve(String.valueOf(file.getFileName()));
                Files.copy(file, copy, StandardCopyOption.COPY_ATTRIBUTES);
                DurableFiles.force(copy);
            }
        }
        DurableFiles.force(folder);
        DurableFiles.force(log.dataDir());
        return folder;
    }

    static void truncate(Path file, long length) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(length);
            channel.force(true);
        }
    }

    /** Writes a new file under a temporary name, then gives it its own. */
    static void write(Path file, byte[] content) throws IOException {
        DurableFiles.write(file, ".offline.tmp", content);
    }

    static void rename(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        Path folder = to.getParent();
        if (folder != null) {
            DurableFiles.force(folder);
        }
    }
}
