package io.strongroom.chaos.history.record;

import io.strongroom.chaos.history.History;
import io.strongroom.chaos.history.Outcome;
import io.strongroom.chaos.history.Request;
import io.strongroom.chaos.history.RunInfo;
import io.strongroom.chaos.history.Source;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.SortedMap;

/**
 * The history of a run while it happens: appended to, never changed. Each line is in the file
 * within a second and a half of the next one, and at once after a fault's begin or end.
 * Thread-safe.
 */
public final class Recorder implements AutoCloseable {
    private static final long FLUSH_NANOS = 1_000_000_000L;

    private final RunClock clock;
    private final long startNanos;
    private final BufferedWriter file;
    private final Assembly assembly = new Assembly();
    private long nextId;
    private long flushedNanos;
    private boolean closed;

    private Recorder(RunClock clock, BufferedWriter file) {
        this.clock = clock;
        this.startNanos = clock.nanos();
        this.file = file;
    }

    /**
     * Starts a history; its time begins now.
     *
     * @param file must not be there yet
     * @param facts see {@link RunInfo}
     * @throws IOException when it cannot be written
     */
    public static Recorder open(
            Path file, long seed, SortedMap<String, String> facts, RunClock clock)
            throws IOException {
        Recorder made =
                new Recorder(clock, Files.newBufferedWriter(file, StandardOpenOption.CREATE_NEW));
        made.append(new Line.Run(new RunInfo(seed, clock.wallMillis(), facts)), true);
        return made;
    }

    /** To be called right before the request is sent; ask the result to note its end. */
    public OpenOperation begin(Source source, Request request) {
        synchronized (this) {
            long id = nextId++;
            // The clock is read under the lock, so that ids are in order of begin.
            append(new Line.Begin(id, source, request, now(), clock.wallMillis()), false);
            return new OpenOperation(this, id);
        }
    }

    /** To be called before the fault's first step; ask the result to note its end. */
    public OpenFault beginFault(String nemesis, String detail) {
        synchronized (this) {
            long id = nextId++;
            append(new Line.FaultBegin(id, nemesis, detail, now(), clock.wallMillis()), true);
            return new OpenFault(this, id);
        }
    }

    /** To be called when every node has said that it is ready. */
    public void allReady() {
        synchronized (this) {
            append(new Line.AllReady(now()), true);
        }
    }

    void end(long id, Outcome outcome) {
        append(new Line.End(id, now(), outcome), false);
    }

    void endFault(long id, boolean bit, String evidence, String wrong) {
        append(new Line.FaultEnd(id, now(), bit, evidence, wrong), true);
    }

    /** Whether a fault of that kind has begun and is not healed. */
    public synchronized boolean isUnderWay(String nemesis) {
        return assembly.isUnderWay(nemesis);
    }

    /** Everything so far; what has no end yet is unknown. */
    public synchronized History history() {
        return assembly.history();
    }

    /** Nanoseconds since the run's start. */
    public long now() {
        return clock.nanos() - startNanos;
    }

    /** What ends later than this is lost, and so unknown. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        append(new Line.Finish(now()), true);
        closed = true;
        try {
            file.close();
        } catch (IOException e) {
            throw new UncheckedIOException("the history could not be closed", e);
        }
    }

    private synchronized void append(Line line, boolean flush) {
        if (closed) {
            return;
        }
        try {
            file.write(HistoryFile.JSON.writeValueAsString(line));
            file.write('\n');
            long now = now();
            if (flush || now - flushedNanos > FLUSH_NANOS) {
                file.flush();
                flushedNanos = now;
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the history could not be written", e);
        }
        assembly.add(line);
    }
}
