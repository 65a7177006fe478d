package io.strongroom.chaos.check.invariant;

import io.strongroom.chaos.check.Check;
import io.strongroom.chaos.check.Verdict;
import io.strongroom.chaos.history.Action;
import io.strongroom.chaos.history.History;
import io.strongroom.chaos.history.Operation;
import io.strongroom.chaos.history.Seen;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Nothing deleted is gone before its retention has passed by true time, whatever the nodes' clocks
 * say, and everything is gone once the slack has passed as well. True time is the test host's wall
 * clock, which the recorder notes. The times that the vault states have to be right, too.
 *
 * @param workload deletes each of its names once and then only looks at it
 * @param slackMillis how late a purge may be
 * @param closeMillis how shortly before its end a name has to be seen, to count as kept
 * @param toTheEnd whether the run outlasts the retention: a name that nobody saw shortly before its
 *     end, or whose end nobody saw, is undecided. If not, only the first half is checked, on the
 *     names that somebody looked at later
 */
public record Retention(
        String workload, long retentionMillis, long slackMillis, long closeMillis, boolean toTheEnd)
        implements Check {
    /** The vault states its times in whole seconds, which may be cut off. */
    private static final long ROUNDING_MILLIS = 1_000;

    /** In a run that outlasts the retention. */
    public Retention(String workload, Duration retention, Duration slack, Duration close) {
        this(workload, retention.toMillis(), slack.toMillis(), close.toMillis(), true);
    }

    /** That nothing is gone before its time, in a run that is shorter than the retention. */
    public static Retention kept(String workload, Duration retention) {
        return new Retention(workload, retention.toMillis(), 0, 0, false);
    }

    @Override
    public String name() {
        return (toTheEnd ? "kept and then gone: " : "kept: ") + workload;
    }

    @Override
    public Verdict of(History history) {
        int names = 0;
        Verdict undecided = null;
        StatedTimes times = new StatedTimes(name(), retentionMillis, history.faults());
        for (Map.Entry<String, List<Operation>> entry : history.byName(workload).entrySet()) {
            Operation delete = firstDelete(entry.getValue());
            if (delete == null) {
                continue;
            }
            Verdict found = judged(delete, entry.getValue(), times);
            if (found == null) {
                continue;
            }
            if (found.ruling() == Verdict.Ruling.FAIL) {
                return found;
            }
            names += found.ruling() == Verdict.Ruling.PASS ? 1 : 0;
            undecided = found.ruling() == Verdict.Ruling.PASS ? undecided : found;
        }
        if (undecided != null) {
            return undecided;
        }
        return names == 0
                ? Verdict.undecided(name(), "nothing was deleted and left alone")
                : Verdict.pass(
                        name(),
                        toTheEnd
                                ? "%,d names were seen at most %s before their end, and then were gone"
                                        .formatted(names, Spoken.millis(closeMillis))
                                : "%,d names were there whenever somebody looked".formatted(names));
    }

    private static @Nullable Operation firstDelete(List<Operation> operations) {
        for (Operation one : operations) {
            if (one.action() instanceof Action.Delete && one.succeeded()) {
                return one;
            }
        }
        return null;
    }

    /** Null for one that a client may have brought back or purged, or that nobody looked at. */
    private @Nullable Verdict judged(
            Operation delete, List<Operation> operations, StatedTimes times) {
        long due = delete.span().beginWallMillis() + retentionMillis - ROUNDING_MILLIS;
        long goneAtLatest = delete.span().endWallMillis() + retentionMillis + slackMillis;
        boolean seen = false;
        boolean seenClose = false;
        Operation gone = null;
        for (Operation one : operations) {
            Verdict wrong = one.begin() < delete.begin() ? null : times.wrong(delete, one);
            if (wrong != null) {
                return wrong;
            }
            if (one.begin() < delete.span().endNanos()) {
                continue;
            }
            long begin = one.span().beginWallMillis();
            long end = one.span().endWallMillis();
            boolean shownThere = saysThere(one) || (endsIt(one) && one.succeeded());
            // In a run that is shorter than the retention the clocks may be put ahead at the end,
            // and what was deleted right before that may stay longer on purpose.
            if (toTheEnd && shownThere && begin > goneAtLatest) {
                return failed(delete, one, "still there %s after", begin - goneAtLatest);
            }
            if (endsIt(one)) {
                return null;
            }
            if (saysGone(one) && end < due) {
                return failed(delete, one, "gone %s before", due - end);
            }
            if (saysThere(one) && gone != null && one.begin() > gone.span().endNanos()) {
                return Verdict.fail(
                        name(),
                        one.name() + " was gone, and then there again",
                        List.of(delete, gone, one));
            }
            gone = saysGone(one) ? one : gone;
            seen |= saysThere(one);
            seenClose |= saysThere(one) && begin >= due - closeMillis;
        }
        if (!toTheEnd) {
            return seen ? Verdict.pass(name(), delete.name()) : null;
        }
        if (!seenClose) {
            return Verdict.undecided(
                    name(),
                    "nobody saw %s in the last %s before its end"
                            .formatted(delete.name(), Spoken.millis(closeMillis)));
        }
        return gone != null
                ? Verdict.pass(name(), delete.name())
                : Verdict.undecided(name(), "nobody saw the end of " + delete.name());
    }

    private Verdict failed(Operation delete, Operation one, String how, long millis) {
        return Verdict.fail(
                name(),
                "%s was %s its time".formatted(one.name(), how.formatted(Spoken.millis(millis))),
                List.of(delete, one));
    }

    private static boolean endsIt(Operation one) {
        boolean returnsOrEnds =
                one.action() instanceof Action.Recover || one.action() instanceof Action.Purge;
        return returnsOrEnds && one.mayHaveSucceeded();
    }

    private static boolean saysGone(Operation one) {
        return switch (one.action()) {
            case Action.GetDeleted _, Action.Recover _, Action.Purge _ ->
                    one.refusedAs(Seen.Refusal.NOT_FOUND);
            // Only a name that is free takes a set.
            case Action.Set _ -> one.succeeded();
            default -> false;
        };
    }

    private static boolean saysThere(Operation one) {
        return switch (one.action()) {
            case Action.GetDeleted _ -> one.succeeded();
            case Action.Set _ -> one.refusedAs(Seen.Refusal.CONFLICT);
            default -> false;
        };
    }
}
