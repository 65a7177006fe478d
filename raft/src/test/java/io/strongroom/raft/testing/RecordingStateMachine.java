package io.strongroom.raft.testing;

import io.strongroom.raft.LogPosition;
import io.strongroom.raft.StateMachine;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Remembers what was applied, over restarts of the log as well: give the same object to the next
 * one. Replies {@code entry@index}. Thread-safe.
 */
public final class RecordingStateMachine implements StateMachine {
    private final List<String> entries = new ArrayList<>();
    private LogPosition lastApplied = LogPosition.NONE;
    private @Nullable String poison;
    private int replays;

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
        entries.add(text);
        lastApplied = position;
        return (text + "@" + position.index()).getBytes(StandardCharsets.UTF_8);
    }

    /** From now on this entry is a local fault. */
    public synchronized void failAt(String entry) {
        poison = entry;
    }

    /** What was applied, in order. */
    public synchronized List<String> entries() {
        return List.copyOf(entries);
    }

    /** How many entries came a second time and were skipped. */
    public synchronized int replays() {
        return replays;
    }
}
