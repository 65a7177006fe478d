package io.strongroom.server.dev.process;

import io.strongroom.server.dev.plan.DevException;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * One node's process, known by its pid file. A pid counts only while {@code /proc} shows our own
 * command line under it, so that no stranger is ever signalled. Linux only.
 *
 * @param config the node's configuration file; the process works in its folder
 */
public record NodeProcess(NodeProgram program, Path config, Path pidFile, Path log) {
    private static final long POLL_NANOS = Duration.ofMillis(20).toNanos();
    private static final Duration SIGNAL_TAKES_AT_MOST = Duration.ofSeconds(10);

    /** What the kernel says about the process. */
    public enum State {
        DOWN,
        PAUSED,
        RUNNING
    }

    /** The pid while the node's process exists. */
    public OptionalLong pid() {
        try {
            long pid = Long.parseLong(Files.readString(pidFile).strip());
            String commandLine =
                    Files.readString(
                            Path.of("/proc", Long.toString(pid), "cmdline"),
                            StandardCharsets.ISO_8859_1);
            List<String> arguments = List.of(commandLine.split("\0", -1));
            List<String> ours = program.arguments(config);
            // /proc ends each argument with a zero byte, so the last element is empty. A process
            // that has ended but is not reaped has no arguments.
            int from = arguments.size() - 1 - ours.size();
            return from >= 0 && arguments.subList(from, arguments.size() - 1).equals(ours)
                    ? OptionalLong.of(pid)
                    : OptionalLong.empty();
        } catch (IOException | NumberFormatException gone) {
            return OptionalLong.empty();
        }
    }

    public State state() {
        OptionalLong pid = pid();
        if (pid.isEmpty()) {
            return State.DOWN;
        }
        try {
            String stat =
                    Files.readString(
                            Path.of("/proc", Long.toString(pid.getAsLong()), "stat"),
                            StandardCharsets.ISO_8859_1);
            // The state follows the program's name, which stands in parentheses.
            return stat.charAt(stat.lastIndexOf(')') + 2) == 'T' ? State.PAUSED : State.RUNNING;
        } catch (IOException gone) {
            return State.DOWN;
        }
    }

    /** Starts the process detached from this one, its output appended to the log. */
    public long start(Map<String, String> environment) throws DevException {
        if (pid().isPresent()) {
            throw new DevException("the node of " + config + " runs already");
        }
        ProcessBuilder builder = new ProcessBuilder(program.command(config));
        builder.environment().putAll(environment);
        builder.directory(new File(config.toString()).getParentFile());
        builder.redirectInput(new File("/dev/null"));
        builder.redirectErrorStream(true);
        builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        try {
            long pid = builder.start().pid();
            Path fresh = pidFile.resolveSibling(pidFile.getFileName() + ".new");
            Files.writeString(fresh, pid + "\n");
            Files.move(fresh, pidFile, StandardCopyOption.ATOMIC_MOVE);
            return pid;
        } catch (IOException failed) {
            throw new DevException("cannot start a node: " + failed.getMessage(), failed);
        }
    }

    /** SIGKILL, and waits until the process is gone. Nothing happens when it is down. */
    public void kill() throws DevException {
        signal("KILL");
        await(() -> pid().isEmpty(), SIGNAL_TAKES_AT_MOST, "is still there after SIGKILL");
    }

    /** SIGSTOP, and waits until the process stands still. */
    public void pause() throws DevException {
        signal("STOP");
        await(() -> state() != State.RUNNING, SIGNAL_TAKES_AT_MOST, "runs on after SIGSTOP");
    }

    /** SIGCONT, and waits until the process runs. */
    public void resume() throws DevException {
        signal("CONT");
        await(() -> state() != State.PAUSED, SIGNAL_TAKES_AT_MOST, "is paused after SIGCONT");
    }

    /** SIGTERM, also to a paused process, which takes it once it is resumed. */
    public void terminate() throws DevException {
        signal("TERM");
        signal("CONT");
    }

    /** Whether the process is gone before the time is over. */
    public boolean awaitDown(Duration atMost) {
        return poll(() -> pid().isEmpty(), atMost);
    }

    private void signal(String name) throws DevException {
        OptionalLong pid = pid();
        if (pid.isEmpty()) {
            return;
        }
        try {
            // The shell's own kill: /bin/kill is not on every machine.
            Process sent =
                    new ProcessBuilder(
                                    "sh",
                                    "-c",
                                    "kill -\"$0\" \"$1\"",
                                    name,
                                    Long.toString(pid.getAsLong()))
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start();
            boolean done = sent.waitFor(SIGNAL_TAKES_AT_MOST.toSeconds(), TimeUnit.SECONDS);
            // A process that ended in the meantime needs no signal.
            if ((!done || sent.exitValue() != 0) && pid().isPresent()) {
                throw new DevException(
                        "cannot send SIG%s to process %d; is it another user's?"
                                .formatted(name, pid.getAsLong()));
            }
        } catch (IOException failed) {
            throw new DevException("cannot send SIG" + name + ": " + failed.getMessage(), failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new DevException("interrupted", interrupted);
        }
    }

    private void await(BooleanSupplier condition, Duration atMost, String otherwise)
            throws DevException {
        if (!poll(condition, atMost)) {
            throw new DevException("the node of " + config + " " + otherwise);
        }
    }

    private static boolean poll(BooleanSupplier condition, Duration atMost) {
        long deadline = System.nanoTime() + atMost.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline >= 0) {
                return false;
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
        return true;
    }
}
