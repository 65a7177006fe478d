package io.strongroom.storage.command;

import java.util.List;

/**
 * One log entry.
 *
 * @param proposer the node id that made the entry
 * @param stampMillis its wall clock then, Unix milliseconds, not beyond the year 9999; the only
 *     source of time in the state
 * @param supportedLevel the newest {@link FeatureLevel} that its version knows
 * @param commands applied in order; a later one sees what an earlier one did; empty when the batch
 *     only tells the time
 */
public record Batch(int proposer, long stampMillis, int supportedLevel, List<Envelope> commands) {
    private static final long LATEST_STAMP_MILLIS = 253_402_300_799_999L;

    public Batch {
        if (stampMillis < 0 || stampMillis > LATEST_STAMP_MILLIS) {
            throw new IllegalArgumentException(
                    "a batch is stamped between 1970 and 9999, not " + stampMillis);
        }
        commands = List.copyOf(commands);
    }
}
