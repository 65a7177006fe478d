package io.strongroom.chaos.check.invariant;

import io.strongroom.chaos.check.Verdict;
import io.strongroom.chaos.history.Operation;
import io.strongroom.chaos.history.Seen;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * Whether a deletion's stated times are right: the end comes the retention after the deletion, the
 * deletion is when it was asked for, and every answer says the same. Wrong clocks are no excuse:
 * what the vault states is held to quorum time (ADR 0008), which none of the suite's clock faults
 * moves, as each leaves a majority of the clocks right.
 */
record StatedTimes(String check, long retentionMillis, Silences silences) {
    /** The two are rounded each by itself. */
    private static final long ROUNDING_SECONDS = 1;

    /**
     * Quorum time stands while those whose clocks are right are no majority, as when one clock is
     * wrong and another node is down, and what is deleted then bears that time. Shorter standstills
     * are not made up for.
     */
    private static final long STANDSTILL_MILLIS = 60_000;

    /** How far a date may be beyond quorum time, and so beyond true time. */
    private static final long AHEAD_MILLIS = 6_000;

    /**
     * Null when no answer states times, or all state the right ones.
     *
     * @param delete the deletion that they tell of
     * @param operations of its name, in order
     */
    @Nullable Verdict wrong(Operation delete, List<Operation> operations) {
        long earlyMillis = STANDSTILL_MILLIS + silences.laggingMillis(delete);
        long soonestEnd = delete.span().beginWallMillis() + retentionMillis - earlyMillis;
        Operation first = null;
        for (Operation one : operations) {
            if (one.begin() < delete.begin()) {
                continue;
            }
            if (one.begin() > delete.span().endNanos() && Retention.endsIt(one)) {
                return null;
            }
            Seen.Deletion times = stated(one);
            if (times == null) {
                continue;
            }
            first = first == null ? one : first;
            List<Operation> evidence =
                    one.id() == delete.id() ? List.of(one) : List.of(delete, one);
            long kept = 1_000 * (times.scheduledPurgeSeconds() - times.deletedSeconds());
            if (Math.abs(kept - retentionMillis) > 1_000 * ROUNDING_SECONDS) {
                return failed(
                        "%s is said to be kept for %s, and its vault keeps for %s"
                                .formatted(
                                        one.name(),
                                        Spoken.millis(kept),
                                        Spoken.millis(retentionMillis)),
                        evidence);
            }
            if (one.span().endWallMillis() >= soonestEnd) {
                // One that is kept longer, because time stood still, is said to have been deleted
                // later as well once its end has come.
                continue;
            }
            if (!times.equals(first.seen())) {
                return failed(
                        one.name() + " is said to have been deleted at two different times",
                        List.of(delete, first, one));
            }
            Verdict off = off(delete, times, earlyMillis, evidence);
            if (off != null) {
                return off;
            }
        }
        return null;
    }

    /** Null for an answer without times, as that of the SDK to a deletion. */
    private static Seen.@Nullable Deletion stated(Operation one) {
        return one.seen() instanceof Seen.Deletion times && times.deletedSeconds() != 0
                ? times
                : null;
    }

    private @Nullable Verdict off(
            Operation delete, Seen.Deletion times, long earlyMillis, List<Operation> evidence) {
        long deletedMillis = 1_000 * times.deletedSeconds();
        long early = delete.span().beginWallMillis() - deletedMillis - 1_000 * ROUNDING_SECONDS;
        long late = deletedMillis - delete.span().endWallMillis() - 1_000 * ROUNDING_SECONDS;
        if (early <= earlyMillis && late <= AHEAD_MILLIS) {
            return null;
        }
        return failed(
                "%s is said to have been deleted %s %s it was"
                        .formatted(
                                delete.name(),
                                Spoken.millis(Math.max(early, late)),
                                early > late ? "before" : "after"),
                evidence);
    }

    private Verdict failed(String reason, List<Operation> evidence) {
        return Verdict.fail(check, reason, evidence);
    }
}
