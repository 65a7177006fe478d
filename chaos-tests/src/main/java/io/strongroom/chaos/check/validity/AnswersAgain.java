package io.strongroom.chaos.check.validity;

import io.strongroom.chaos.check.Check;
import io.strongroom.chaos.check.Verdict;
import io.strongroom.chaos.history.Fault;
import io.strongroom.chaos.history.History;
import io.strongroom.chaos.history.Operation;
import io.strongroom.chaos.history.Outcome;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/**
 * Nodes that say that they are ready do answer: within some seconds of every node being ready after
 * a fault an operation is acknowledged. By then a leader is known, and clients ask several times a
 * second, the most patient of them for some seconds since before. In runs the first answer came
 * within a fifth of one; a slow machine is given more, by how long its nodes took to be ready.
 * Where the time was cut short, by another fault, the record's end or clients who did not ask,
 * nothing is known.
 */
public record AnswersAgain() implements Check {
    private static final Duration AT_LEAST = Duration.ofSeconds(15);
    private static final Duration AT_MOST = Duration.ofSeconds(90);

    /** More unanswered operations are not drawn. */
    private static final int DRAWN = 4;

    /**
     * Within what time of every node being ready somebody has to be answered.
     *
     * @param recovery from the fault's end until they were ready
     */
    public static Duration within(Duration recovery) {
        Duration both = AT_LEAST.plus(recovery);
        return both.compareTo(AT_MOST) < 0 ? both : AT_MOST;
    }

    @Override
    public String name() {
        return "answers again";
    }

    @Override
    public Verdict of(History history) {
        long[] answers =
                history.operations().stream()
                        .filter(one -> one.outcome() instanceof Outcome.Ok)
                        .mapToLong(one -> one.span().endNanos())
                        .sorted()
                        .toArray();
        long longest = 0;
        long before = 0;
        Verdict undecided = null;
        for (long ready : history.readyNanos()) {
            long until =
                    ready
                            + within(Duration.ofNanos(ready - lastEnd(history, before, ready)))
                                    .toNanos();
            before = ready;
            long answered = firstSince(answers, ready);
            if (answered <= until) {
                longest = Math.max(longest, answered - ready);
                continue;
            }
            Verdict found = silence(history, ready, until);
            if (found.ruling() == Verdict.Ruling.FAIL) {
                return found;
            }
            undecided = found;
        }
        if (undecided != null) {
            return undecided;
        }
        return history.readyNanos().isEmpty()
                ? Verdict.undecided(name(), "nobody saw all nodes ready after a fault")
                : Verdict.pass(
                        name(),
                        "all nodes were ready %,d times, and somebody was answered at most %.1f s later"
                                .formatted(history.readyNanos().size(), longest / 1e9));
    }

    private Verdict silence(History history, long ready, long until) {
        String when =
                "%.1f s after all nodes were ready at %.1f s"
                        .formatted((until - ready) / 1e9, ready / 1e9);
        for (Fault fault : history.faults()) {
            long begin = fault.span().beginNanos();
            if (begin >= ready && begin < until) {
                return Verdict.undecided(name(), "another fault came before the " + when);
            }
        }
        if (history.endNanos() < until) {
            return Verdict.undecided(name(), "the record ends before the " + when);
        }
        List<Operation> asked =
                history.operations().stream()
                        .filter(one -> one.begin() < until && one.span().endNanos() > ready)
                        .limit(DRAWN)
                        .toList();
        return asked.isEmpty()
                ? Verdict.undecided(name(), "nobody asked in the " + when)
                : Verdict.fail(name(), "nobody was answered in the " + when, asked);
    }

    /** The end of the last fault between the two; the later one when there was none. */
    private static long lastEnd(History history, long before, long ready) {
        long last = before;
        for (Fault fault : history.faults()) {
            long end = fault.span().endNanos();
            last = end <= ready ? Math.max(last, end) : last;
        }
        return last > before ? last : ready;
    }

    private static long firstSince(long[] sorted, long nanos) {
        int at = Arrays.binarySearch(sorted, nanos);
        int from = at >= 0 ? at : -at - 1;
        return from < sorted.length ? sorted[from] : Long.MAX_VALUE;
    }
}
