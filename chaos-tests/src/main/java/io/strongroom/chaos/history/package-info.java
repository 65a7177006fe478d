/**
 * What happened in a run, as data: every operation that a client tried and every fault, on one time
 * line.
 *
 * <p>A workload is threads that ask {@code history.record.Recorder} for a place in the history
 * before each request and say afterwards how it ended; whether they use the smart client or the
 * stock SDK, only they know. A nemesis does the same with faults, and says whether its fault bit.
 */
@NullMarked
package io.strongroom.chaos.history;

import org.jspecify.annotations.NullMarked;
