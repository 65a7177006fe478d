package io.strongroom.chaos.fault;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The wall clocks of nodes that have {@code host_faults.c} preloaded, changed while they run. */
final class WallClocks {
    private WallClocks() {}

    /**
     * Compiles the library.
     *
     * @throws IOException when this machine has no C compiler
     */
    static Path library() throws IOException {
        Path source = Clusters.home().resolve("chaos-tests/src/main/c/host_faults.c");
        Path library = Clusters.parent().resolve("host_faults.so").toAbsolutePath();
        try {
            Process compiler =
                    new ProcessBuilder(
                                    List.of(
                                            "cc",
                                            "-shared",
                                            "-fPIC",
                                            "-O2",
                                            "-o",
                                            library.toString(),
                                            source.toString()))
                            .inheritIO()
                            .start();
            if (!compiler.waitFor(60, TimeUnit.SECONDS) || compiler.exitValue() != 0) {
                throw new IOException("cc has not compiled " + source);
            }
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
