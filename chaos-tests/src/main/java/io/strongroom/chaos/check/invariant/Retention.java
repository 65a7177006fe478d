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
 * clock, which the recorder notes.
 *
 * @param workload deletes each of its names once and then only looks at it
 * @param slackMillis how late a purge may be
 * @param toTheEnd whether the run outlasts the retention: a name whose end nobody saw is undecided.
 *     If not, only the first half is checked, on the names that somebody looked at later
 */
public record Retention(String workload, long retentionMillis, long slackMillis, boolean toTheEnd)
        implements Check {
    /** The vault states its times in whole seconds, which may be cut off. */
    private static final long ROUNDING_MILLIS = 1_000;

    public Retention(String workload, Duration retention, Duration slack) {
        this(workload, retention.toMillis(), slack.toMillis(), true);
    }

    /** That nothing is gone before its time, in a run that is shorter than the retention. */
    public static Retention kept(String workload, Duration retention) {
        return new Retention(workload, retention.toMillis(), 0, false);
    }

    @Override
    public String name() {
        return (toTheEnd ? "kept and then gone: " : "kept: ") + workload;
    }

    @Override
    public Verdict of(History history) {
        int names = 0;
        Verdict undecided = null;
        for (Map.Entry<String, List<Operation>> entry : history.byName(workload).entrySet()) {
            Operation delete = firstDelete(entry.getValue());
            if (delete == null) {
                continue;
            }
            Verdict found = judged(delete, entry.getValue());
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
                        "%,d names were kept in time%s"
                                .formatted(names, toTheEnd ? " and then gone" : ""));
    }

    private static @Nullable Operation firstDelete(List<Operation> operations) {
        for (Operation one : operations) {
            if (one.action() instanceof Action.Delete && one.succeeded()) {
                return one;
            }
        }
        return null;
    }

    /** Null for one that a client may have brought back or purged. */
    private @Nullable Verdict judged(Operation delete, List<Operation> operations) {
        long dueAtEarliest = delete.span().beginWallMillis() + retentionMillis - ROUNDING_MILLIS;
        long goneAtLatest = delete.span().endWallMillis() + retentionMillis + slackMillis;
        boolean endSeen = false;
        boolean seen = false;
        for (Operation one : operations) {
            if (one.begin() < delete.span().endNanos()) {
                continue;
            }
            if (endsIt(one)) {
                return null;
            }
            if (saysGone(one)) {
                if (one.span().endWallMillis() < dueAtEarliest) {
                    return Verdict.fail(
                            name(),
                            "%s was gone %,d ms before its time"
                                    .formatted(
                                            one.name(), dueAtEarliest - one.span().endWallMillis()),
                            List.of(delete, one));
                }
                endSeen |= one.span().beginWallMillis() >= delete.span().endWallMillis();
            }
            seen |= saysThere(one);
            if (saysThere(one) && one.span().beginWallMillis() > goneAtLatest) {
                return Verdict.fail(
                        name(),
                        "%s was still there %,d ms after it should have been gone"
                                .formatted(one.name(), one.span().beginWallMillis() - goneAtLatest),
                        List.of(delete, one));
            }
        }
        if (!toTheEnd) {
            return seen ? Verdict.pass(name(), delete.name()) : null;
        }
        return endSeen
                ? Verdict.pass(name(), delete.name())
                : Verdict.undecided(name(), "nobody saw the end of " + delete.name());
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
