package io.strongroom.chaos.check.invariant;

import io.strongroom.chaos.check.Verdict;
import io.strongroom.chaos.history.Fault;
import io.strongroom.chaos.history.Operation;
import io.strongroom.chaos.history.Seen;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * Whether a deletion's stated times are right: the end comes the retention after the deletion, and
 * the deletion when it was asked for, as long as no clock was wrong at that time.
 *
 * @param faults of the run
 */
record StatedTimes(String check, long retentionMillis, List<Fault> faults) {
    private static final String CLOCK = "clock";

    /** The two are rounded each by itself. */
    private static final long ROUNDING_SECONDS = 1;

    /** The cluster's time stands still without a majority, and catches up. */
    private static final long NEAR_MILLIS = 60_000;

    /**
     * Null when an answer states no times, or the right ones.
     *
     * @param delete the deletion that it tells of
     */
    @Nullable Verdict wrong(Operation delete, Operation told) {
        if (!(told.seen() instanceof Seen.Deletion(long deleted, long purged)) || deleted == 0) {
            return null;
        }
        List<Operation> evidence = told.id() == delete.id() ? List.of(told) : List.of(delete, told);
        long kept = 1_000 * (purged - deleted);
        if (Math.abs(kept - retentionMillis) > 1_000 * ROUNDING_SECONDS) {
            return Verdict.fail(
                    check,
                    "%s is said to be kept for %s, and its vault keeps for %s"
                            .formatted(
                                    told.name(),
                                    Spoken.millis(kept),
                                    Spoken.millis(retentionMillis)),
                    evidence);
        }
        long early = delete.span().beginWallMillis() - 1_000 * (deleted + ROUNDING_SECONDS);
        long late = 1_000 * deleted - delete.span().endWallMillis();
        long off = Math.max(early, late);
        if (off <= NEAR_MILLIS || isAClockWrong(delete)) {
            return null;
        }
        return Verdict.fail(
                check,
                "%s is said to have been deleted %s %s it was"
                        .formatted(
                                told.name(), Spoken.millis(off), off == early ? "before" : "after"),
                evidence);
    }

    private boolean isAClockWrong(Operation delete) {
        for (Fault fault : faults) {
            boolean over = fault.span().endNanos() < delete.begin() - NEAR_MILLIS * 1_000_000;
            boolean begun = fault.span().beginNanos() <= delete.span().endNanos();
            if (fault.nemesis().equals(CLOCK) && begun && !over) {
                return true;
            }
        }
        return false;
    }
}
