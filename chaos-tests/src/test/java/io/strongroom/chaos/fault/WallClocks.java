package io.strongroom.chaos.fault;

import io.strongroom.chaos.suite.stage.HostFaults;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;

/** The wall clocks of nodes that have {@code host_faults.c} preloaded, changed while they run. */
final class WallClocks {
    private WallClocks() {}

    /**
     * Compiles the library.
     *
     * @throws IOException when this machine has no C compiler
     */
    static Path library() throws IOException {
        Path library = Clusters.parent().resolve("host_faults.so").toAbsolutePath();
        try {
            HostFaults.compile(Clusters.home(), library);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
        return library;
    }

    /** Sets how far a node's wall clock is off, at once. */
    static void set(Path nodeFolder, Duration offset) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.nativeOrder());
        bytes.putLong(offset.toNanos()).flip();
        try (FileChannel file =
                FileChannel.open(nodeFolder.resolve("host-faults"), StandardOpenOption.WRITE)) {
            file.write(bytes, 0);
        }
    }
}
