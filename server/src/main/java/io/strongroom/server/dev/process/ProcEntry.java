package io.strongroom.server.dev.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * What {@code /proc} shows of a process.
 *
 * @param state the kernel's letter
 * @param arguments empty for a moment while the process starts a program or ends
 * @param threads those that have not ended
 */
record ProcEntry(char state, List<String> arguments, long threads) {
    ProcEntry {
        arguments = List.copyOf(arguments);
    }

    /**
     * Reads it.
     *
     * @throws IOException when there is no such process
     */
    static ProcEntry read(long pid) throws IOException {
        Path folder = Path.of("/proc", Long.toString(pid));
        String stat = Files.readString(folder.resolve("stat"), StandardCharsets.ISO_8859_1);
        String commandLine =
                Files.readString(folder.resolve("cmdline"), StandardCharsets.ISO_8859_1);
        try (Stream<Path> tasks = Files.list(folder.resolve("task"))) {
            return new ProcEntry(
                    // The state follows the program's name, which stands in parentheses.
                    stat.charAt(stat.lastIndexOf(')') + 2),
                    // Each argument ends with a zero byte.
                    commandLine.isEmpty() ? List.of() : List.of(commandLine.split("\0")),
                    tasks.count());
        }
    }

    boolean stopped() {
        return state == 'T';
    }

    /** Ended, with all its threads, and only not yet reaped; its ports are free. */
    boolean ended() {
        return (state == 'Z' || state == 'X') && threads <= 1;
    }

    boolean endsWith(List<String> last) {
        int from = arguments.size() - last.size();
        return from >= 0 && arguments.subList(from, arguments.size()).equals(last);
    }
}
