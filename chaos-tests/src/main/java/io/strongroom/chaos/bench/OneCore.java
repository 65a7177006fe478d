package io.strongroom.chaos.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Keeps the thread that made it on one core until it is closed, so that it can be compared with a
 * process on the same. Threads that are started meanwhile stay there too: start none. Linux only.
 */
final class OneCore implements AutoCloseable {
    private static final Path SELF = Path.of("/proc/thread-self");
    private static final String ALLOWED = "Cpus_allowed_list:";

    private final String thread;
    private final String allowedBefore;
    private final String core;

    /** The first of the cores that the thread may use. */
    OneCore() throws IOException, InterruptedException {
        thread = SELF.toRealPath().getFileName().toString();
        allowedBefore =
                Files.readAllLines(SELF.resolve("status")).stream()
                        .filter(line -> line.startsWith(ALLOWED))
                        .map(line -> line.substring(ALLOWED.length()).strip())
                        .findFirst()
                        .orElseThrow(() -> new IOException("no " + ALLOWED + " in " + SELF));
        core = allowedBefore.split("[-,]", -1)[0];
        move(core);
    }

    /** The same command, on that core. */
    List<String> command(List<String> command) {
        return Stream.concat(List.of("taskset", "-c", core).stream(), command.stream()).toList();
    }

    private void move(String cores) throws IOException, InterruptedException {
        Process taskset =
                new ProcessBuilder(List.of("taskset", "-p", "-c", cores, thread))
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        if (taskset.waitFor() != 0) {
            throw new IOException("taskset (util-linux) did not move this thread to " + cores);
        }
    }

    @Override
    public void close() throws IOException {
        try {
            move(allowedBefore);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
