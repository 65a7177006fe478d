package io.strongroom.raft.ratis.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** File changes that have reached the disk when the call returns. */
public final class DurableFiles {
    private DurableFiles() {}

    /**
     * Forces one file's bytes, or one folder's names: a new name survives a power cut only once its
     * folder is forced.
     */
    public static void force(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /** Writes a file under a temporary name beside it, then gives it its own. */
    public static void write(Path file, String temporarySuffix, byte[] content) throws IOException {
        Path temporary = file.resolveSibling(file.getFileName() + temporarySuffix);
        try (FileChannel channel =
                FileChannel.open(
                        temporary,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.wrap(content);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        rename(temporary, file);
    }

    public static void rename(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        Path folder = to.getParent();
        if (folder != null) {
            force(folder);
        }
    }
}
