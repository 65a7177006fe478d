package io.strongroom.storage.command;

import java.util.List;

/**
 * One log entry.
 *
 * @param proposer the node id that made the entry
 * @param stampMillis its wall clock then, Unix milliseconds; the only source of time in the state
 * @param commands applied in order; a later one sees what an earlier one did
 */
public record Batch(int proposer, long stampMillis, List<Envelope> commands) {
    public Batch {
        commands = List.copyOf(commands);
    }
}
