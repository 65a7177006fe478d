/**
 * What happened in a run, as data: every operation that a client tried and every fault, on one time
 * line.
 *
 * <p>A workload is threads with a client each, the smart one or the stock SDK on its transport.
 * Each takes a place in the history with {@code Recorder.begin} right before a request and notes on
 * the {@code OpenOperation} how it ended:
 *
 * <ul>
 *   <li>answered, or refused with 404, 409 or 403 by what the vault holds: {@code ok};
 *   <li>an error whose {@code ErrorCode.retry()} is never (but those) or safe, if no earlier
 *       attempt of the same call may have got through: {@code failed}, with the error's code as
 *       cause;
 *   <li>everything else, every time-out and broken connection among it: {@code unknown}.
 * </ul>
 *
 * <p>A nemesis calls {@code Recorder.beginFault} before its first step and {@code OpenFault.healed}
 * after its last, with what it saw of the fault's effect. A run opens a recorder, starts both, and
 * after the last reads gives {@code Recorder.history} to {@code RunVerdict.of} with the checks of
 * its workloads, and both to {@code Report.write}.
 */
@NullMarked
package io.strongroom.chaos.history;

import org.jspecify.annotations.NullMarked;
