package io.strongroom.raft.ratis.repair;

import io.strongroom.raft.ratis.disk.DurableFiles;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/**
 * A file of a fixed size whose bytes are overwritten where they are, which takes no room: it can
 * still be written when the disk is full. A write that is cut short leaves a mixture of both; its
 * user has to notice that.
 *
 * @param size in bytes; what is shorter is followed by {@link #FILL}
 */
record ReservedFile(Path path, int size) {
    /** The byte of the room that is not used. */
    static final byte FILL = ' ';

    /** Has it there, in full size; what it holds stays if it was there. */
    void reserve() throws IOException {
        if (!Files.exists(path) || Files.size(path) != size) {
            DurableFiles.write(path, ".tmp", filled(new byte[0]));
        }
    }

    /** All of its bytes; none when it is not there. */
    byte[] read() throws IOException {
        try {
            return Files.readAllBytes(path);
        } catch (NoSuchFileException e) {
            return new byte[0];
        }
    }

    /**
     * Puts this in the place of everything that it held; on disk when it returns.
     *
     * @throws IOException also when it was not reserved, or the content is larger
     */
    void overwrite(byte[] content) throws IOException {
        if (content.length > size) {
            throw new IOException(
                    "%,d bytes do not fit into the %,d of %s"
                            .formatted(content.length, size, path));
        }
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.wrap(filled(content));
            while (bytes.hasRemaining()) {
                channel.write(bytes, bytes.position());
            }
            channel.force(false);
        }
    }

    private byte[] filled(byte[] content) {
        byte[] all = Arrays.copyOf(content, size);
        Arrays.fill(all, content.length, size, FILL);
        return all;
    }
}
