package io.strongroom.chaos.check.invariant;

import io.strongroom.chaos.check.Check;
import io.strongroom.chaos.check.Verdict;
import io.strongroom.chaos.history.Action;
import io.strongroom.chaos.history.Fault;
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
 */
public record Retention(
        String workload, long retentionMillis, long slackMillis, long closeMillis, Extent extent)
        implements Check {
    /** How much of a name's retention is judged. */
    public enum Extent {
        /** Whatever the names were looked at that somebody looked at. */
        LOOKS("kept"),
        /** A name that nobody saw shortly before its end is undecided. */
        LAST_MINUTES("kept to the last minutes"),
        /** One whose end nobody saw, too. */
        END("kept and then gone");

        private final String words;

        Extent(String words) {
            this.words = words;
        }
    }

    /** The vault states its times in whole seconds, which may be cut off. */
    private static final long ROUNDING_MILLIS = 1_000;

    /** In a run that outlasts the retention. */
    public Retention(String workload, Duration retention, Duration slack, Duration close) {
        this(workload, retention.toMillis(), slack.toMillis(), close.toMillis(), Extent.END);
    }

    /** That nothing is gone before its time, in a run that is shorter than the retention. */
    public static Retention kept(String workload, Duration retention) {
        return new Retention(workload, retention.toMillis(), 0, 0, Extent.LOOKS);
    }

    /** That everything is there shortly before its end, in a run that outlasts the retention. */
    public static Retention toTheLastMinutes(String workload, Duration retention, Duration close) {
        return new Retention(
                workload, retention.toMillis(), 0, close.toMillis(), Extent.LAST_MINUTES);
    }

    @Override
    public String name() {
        return extent.words + ": " + workload;
    }

    @Override
    public Verdict of(History history) {
        int names = 0;
        int besideAWrongClock = 0;
        Verdict undecided = null;
        StatedTimes times = new StatedTimes(name(), retentionMillis, Silences.of(history));
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
            if (found.ruling() != Verdict.Ruling.PASS) {
                undecided = found;
                continue;
            }
            names++;
            besideAWrongClock += isAClockWrong(history, delete) ? 1 : 0;
        }
        if (undecided != null) {
            return undecided;
        }
        return names == 0
                ? Verdict.undecided(name(), "nothing was deleted and left alone")
                : Verdict.pass(name(), words(names, besideAWrongClock));
    }

    private String words(int names, int besideAWrongClock) {
        String close = Spoken.millis(closeMillis);
        return switch (extent) {
            case LOOKS -> "%,d names were there whenever somebody looked".formatted(names);
            case LAST_MINUTES ->
                    "%,d names were seen at most %s before their end, %,d of them deleted while a clock was wrong"
                            .formatted(names, close, besideAWrongClock);
            case END ->
                    "%,d names were seen at most %s before their end, and then were gone"
                            .formatted(names, close);
        };
    }

    private static boolean isAClockWrong(History history, Operation delete) {
        return history.faults().stream()
                .anyMatch(fault ->
                        fault.nemesis().equals(Fault.CLOCK)
                                && fault.span().overlaps(delete.span()));
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
        Verdict wrong = times.wrong(delete, operations);
        if (wrong != null) {
            return wrong;
        }
        boolean seen = false;
        boolean seenClose = false;
        Operation gone = null;
        for (Operation one : operations) {
            if (one.begin() < delete.span().endNanos()) {
                continue;
            }
            long begin = one.span().beginWallMillis();
            long end = one.span().endWallMillis();
            boolean shownThere = saysThere(one) || (endsIt(one) && one.succeeded());
            // When all clocks are put ahead, what was deleted right before that may stay longer on
            // purpose: who wants to see the end leaves it out.
            if (extent == Extent.END && shownThere && begin > goneAtLatest) {
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
        if (extent == Extent.LOOKS) {
            return seen ? Verdict.pass(name(), delete.name()) : null;
        }
        if (!seenClose) {
            return Verdict.undecided(
                    name(),
                    "nobody saw %s in the last %s before its end"
                            .formatted(delete.name(), Spoken.millis(closeMillis)));
        }
        return gone != null || extent == Extent.LAST_MINUTES
                ? Verdict.pass(name(), delete.name())
                : Verdict.undecided(name(), "nobody saw the end of " + delete.name());
    }

    private Verdict failed(Operation delete, Operation one, String how, long millis) {
        return Verdict.fail(
                name(),
                "%s was %s its time".formatted(one.name(), how.formatted(Spoken.millis(millis))),
                List.of(delete, one));
    }

    /** Whether a client may have brought the name back with it, or ended it. */
    static boolean endsIt(Operation one) {
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
