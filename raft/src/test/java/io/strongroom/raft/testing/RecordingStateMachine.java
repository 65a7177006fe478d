package io.strongroom.raft.testing;

import io.strongroom.raft.LogPosition;
import io.strongroom.raft.StateMachine;

import org.jspecify.annotations.Nullable;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Remembers what was applied, over restarts of the log as well: give the same object to the next
 * one. Replies {@code entry@index}. Entries may not have line breaks. Like the real one it knows an
 * entry that comes again at a later index, which the log may bring when its leader changes or is
 * silent for a while, and keeps the first. Thread-safe.
 */
public final class RecordingStateMachine implements StateMachine {
    private final List<String> entries = new ArrayList<>();
    private final Set<String> known = new HashSet<>();
    private LogPosition lastApplied = LogPosition.NONE;
    private @Nullable String poison;
    private final List<SortedSet<Integer>> configurations = new ArrayList<>();
    private int applied;
    private int replays;
    private int installs;
    private boolean snapshotsFail;

    @Override
    public synchronized LogPosition lastApplied() {
        return lastApplied;
    }

    @Override
    public synchronized byte[] apply(LogPosition position, byte[] entry) {
        if (position.index() <= lastApplied.index()) {
            replays++;
            return new byte[0];
        }
        String text = new String(entry, StandardCharsets.UTF_8);
        if (text.equals(poison)) {
            throw new IllegalStateException("told to fail at " + text);
        }
        if (known.add(text)) {
            entries.add(text);
        }
        applied++;
        lastApplied = position;
        return (text + "@" + position.index()).getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public synchronized void configure(LogPosition position, SortedSet<Integer> voters) {
        if (position.index() > lastApplied.index()) {
            configurations.add(voters);
            lastApplied = position;
        }
    }

    @Override
    public synchronized void writeSnapshot(LogPosition position, Path folder) {
        if (snapshotsFail) {
            throw new IllegalStateException("told to fail at snapshots");
        }
        lastApplied = position;
        String head = position.term() + " " + position.index();
        try {
            // Line by line: one text of all of it would be several times a small heap.
            Iterable<String> lines =
                    () -> Stream.concat(Stream.of(head), entries.stream()).iterator();
            Files.write(folder.resolve("entries"), lines);
            // More than one file, and one below a folder, as a database has them.
            Files.writeString(
                    Files.createDirectory(folder.resolve("more")).resolve("voters"),
                    configurations.stream().map(this::line).collect(Collectors.joining()));
            Files.createFile(folder.resolve("empty"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String line(SortedSet<Integer> voters) {
        return voters.stream().map(String::valueOf).collect(Collectors.joining(" ")) + "\n";
    }

    @Override
    public synchronized void installSnapshot(Path folder) {
        try (BufferedReader lines = Files.newBufferedReader(folder.resolve("entries"))) {
            String[] head = lines.readLine().split(" ", -1);
            lastApplied = new LogPosition(Long.parseLong(head[0]), Long.parseLong(head[1]));
            entries.clear();
            lines.lines().forEach(entries::add);
            known.clear();
            known.addAll(entries);
            configurations.clear();
            for (String line : Files.readAllLines(folder.resolve("more").resolve("voters"))) {
                configurations.add(
                        Arrays.stream(line.split(" ", -1))
                                .map(Integer::valueOf)
                                .collect(Collectors.toCollection(TreeSet::new)));
            }
            installs++;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whoever has put in an entry that begins {@code n<id>:}. */
    @Override
    public synchronized boolean hasHeardFrom(int nodeId) {
        return entries.stream().anyMatch(entry -> entry.startsWith("n" + nodeId + ":"));
    }

    /** The voters of each configuration that was applied. */
    public synchronized List<SortedSet<Integer>> configurations() {
        return List.copyOf(configurations);
    }

    /** How many snapshots were installed. */
    public synchronized int installs() {
        return installs;
    }

    /** From now on this entry is a local fault. */
    public synchronized void failAt(String entry) {
        poison = entry;
    }

    /** From now on each snapshot is a local fault. */
    public synchronized void failAtSnapshots() {
        snapshotsFail = true;
    }

    /** What was applied, in order. */
    public synchronized List<String> entries() {
        return List.copyOf(entries);
    }

    /** How many entries of the log were applied, with those that came again at a later index. */
    public synchronized int applied() {
        return applied;
    }

    /** How many entries came a second time, at the same index, and were skipped. */
    public synchronized int replays() {
        return replays;
    }
}
