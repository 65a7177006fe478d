package io.strongroom.server.dev.process;

import io.strongroom.server.dev.plan.DevException;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
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

    private static final Duration UNCLEAR_AT_MOST = Duration.ofSeconds(1);

    /** What the kernel says about the process. */
    public enum State {
        DOWN,
        PAUSED,
        RUNNING
    }

    /** Who has the recorded pid. */
    private enum Holder {
        OURS,
        /** A process that is starting a program or ending; it may be ours. */
        UNCLEAR,
        NOBODY_OF_OURS
    }

    /** A process, and whose it is. */
    private record Sighting(Holder holder, long pid, boolean stopped) {
        private static final Sighting NOTHING = new Sighting(Holder.NOBODY_OF_OURS, 0, false);
    }

    /** The pid while the node's process exists. */
    public OptionalLong pid() {
        Sighting sighting = sight();
        return sighting.holder() == Holder.OURS
                ? OptionalLong.of(sighting.pid())
                : OptionalLong.empty();
    }

    public State state() {
        Sighting sighting = sight();
        if (sighting.holder() != Holder.OURS) {
            return State.DOWN;
        }
        return sighting.stopped() ? State.PAUSED : State.RUNNING;
    }

    /**
     * Looks again while it is unclear, which passes within milliseconds. What it saw last counts:
     * another look could again meet a program that is just being started.
     */
    private Sighting sight() {
        long deadline = System.nanoTime() + UNCLEAR_AT_MOST.toNanos();
        Sighting seen = glance();
        while (seen.holder() == Holder.UNCLEAR && System.nanoTime() - deadline < 0) {
            LockSupport.parkNanos(POLL_NANOS);
            seen = glance();
        }
        return seen;
    }

    private Sighting glance() {
        try {
            long pid = Long.parseLong(Files.readString(pidFile).strip());
            ProcEntry entry = ProcEntry.read(pid);
            if (entry.ended()) {
                return Sighting.NOTHING;
            }
            if (entry.arguments().isEmpty()) {
                return new Sighting(Holder.UNCLEAR, pid, false);
            }
            return entry.endsWith(program.arguments(config))
                    ? new Sighting(Holder.OURS, pid, entry.stopped())
                    : Sighting.NOTHING;
        } catch (IOException | NumberFormatException gone) {
            return Sighting.NOTHING;
        }
    }

    /** Not merely ending: its ports are free again. */
    private boolean gone() {
        return glance().holder() == Holder.NOBODY_OF_OURS;
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
        await(this::gone, SIGNAL_TAKES_AT_MOST, "is still there after SIGKILL");
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
        return poll(this::gone, atMost);
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
