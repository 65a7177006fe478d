package io.strongroom.chaos.suite.stage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * What a node is told of the time and how long its disk takes: by a library preloaded into its
 * process, {@code host_faults.c}, through a file that both have open. A change holds at once and
 * over restarts of the node; nothing but that process is told anything. Thread-safe.
 */
public final class HostFaults {
    // Where the file's numbers begin.
    private static final int OFFSET_NANOS = 0;
    private static final int DRIFT_MILLIONTHS = 8;
    private static final int DRIFT_SINCE_NANOS = 16;
    private static final int SYNC_DELAY_NANOS = 24;
    private static final int SYNCS_DELAYED = 32;
    private static final int SIZE = 40;

    private static final long COMPILES_WITHIN_SECONDS = 120;

    private final Path library;
    private final Path file;

    private HostFaults(Path library, Path file) {
        this.library = library;
        this.file = file;
    }

    /**
     * Compiles the library; to be called before the hosts are made.
     *
     * @throws IOException when this machine has no C compiler
     */
    public static void prepare(StagePlan plan) throws IOException, InterruptedException {
        Files.createDirectories(plan.preloads());
        compile(plan.home(), library(plan));
    }

    /**
     * The same for nodes that are no hosts of a stage.
     *
     * @param home the project's folder
     * @param library the file to make
     */
    public static void compile(Path home, Path library) throws IOException, InterruptedException {
        Path source = home.resolve("chaos-tests/src/main/c/host_faults.c");
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
        if (!compiler.waitFor(COMPILES_WITHIN_SECONDS, TimeUnit.SECONDS)
                || compiler.exitValue() != 0) {
            throw new IOException("cc has not compiled " + source);
        }
    }

    /** Those of a node, with none to begin with; empty without {@link #prepare}. */
    static Optional<HostFaults> of(StagePlan plan, int node) throws IOException {
        if (!Files.exists(library(plan))) {
            return Optional.empty();
        }
        Path folder = Files.createDirectories(plan.folder().resolve("faults/node-" + node));
        HostFaults made = new HostFaults(library(plan), folder.resolve("control"));
        // Written in full: a hole could not be filled any more once the disk is full.
        Files.write(made.file, new byte[SIZE]);
        return Optional.of(made);
    }

    private static Path library(StagePlan plan) {
        return plan.preloads().resolve("host_faults.so");
    }

    /** Where the node writes how often its disk was slow. */
    Path folder() {
        return Objects.requireNonNull(file.getParent());
    }

    Map<String, String> environment() {
        return Map.of("LD_PRELOAD", library.toString(), "HOST_FAULTS", file.toString());
    }

    /** A shell command that prints the node's own time, in nanoseconds since 1970. */
    public String dateCommand() {
        return "LD_PRELOAD='%s' HOST_FAULTS='%s' date +%%s%%N".formatted(library, file);
    }

    /** Puts the wall clock ahead, or behind, of true time. */
    public void setOffset(Duration offset) throws StageException {
        write(OFFSET_NANOS, offset.toNanos());
    }

    /**
     * Has the wall clock run wrong from now on.
     *
     * @param millionths too fast, or too slow; 0 ends it, and the clock is right again
     */
    public void setDrift(long millionths) throws StageException {
        Instant now = Instant.now();
        write(DRIFT_SINCE_NANOS, TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano());
        write(DRIFT_MILLIONTHS, millionths);
    }

    /** Makes every forcing of a file to the disk so much longer; zero ends it. */
    public void setSyncDelay(Duration delay) throws StageException {
        write(SYNC_DELAY_NANOS, delay.toNanos());
    }

    /** How many forcings took longer since the start of the run; after the longer time was over. */
    public long syncsDelayed() throws StageException {
        ByteBuffer bytes = number();
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            int read = channel.read(bytes, SYNCS_DELAYED);
            if (read != Long.BYTES) {
                throw new StageException(file + " is too short");
            }
        } catch (IOException e) {
            throw new StageException("cannot read " + file, e);
        }
        return bytes.flip().getLong();
    }

    private void write(int position, long value) throws StageException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.write(number().putLong(value).flip(), position);
        } catch (IOException e) {
            throw new StageException("cannot write " + file, e);
        }
    }

    private static ByteBuffer number() {
        return ByteBuffer.allocate(Long.BYTES).order(ByteOrder.nativeOrder());
    }
}
