package io.strongroom.chaos.check.linear;

import io.strongroom.chaos.history.Action;
import io.strongroom.chaos.history.Operation;
import io.strongroom.chaos.history.Outcome;
import io.strongroom.chaos.history.Seen;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Makes a failing history short enough to be drawn: its smallest failing prefix, and of that the
 * operations that matter. An operation is never taken away but doubted: in its time it may have
 * happened or not, and its answer says nothing. That allows more, so what still fails fails for a
 * reason that the whole history has as well.
 */
final class Shrinking {
    private static final long BUDGET = 100_000;

    private final List<Operation> operations;
    private Set<Long> doubted = Set.of();

    private Shrinking(List<Operation> operations) {
        this.operations = operations;
    }

    /**
     * What is to be drawn.
     *
     * @param operations on one name, known to fail
     * @param failed the call that no order explains
     */
    static List<Operation> of(List<Operation> operations, Call<SecretCommand> failed) {
        List<Operation> prefix = prefix(operations, failed.endNanos());
        boolean prefixFails = fails(prefix, Set.of());
        Shrinking shrinking = new Shrinking(prefixFails ? prefix : operations);
        for (int size = Math.max(1, prefix.size() / 2); size > 1; size /= 2) {
            shrinking.sweep(size);
        }
        int before;
        do {
            before = shrinking.doubted.size();
            shrinking.sweep(1);
        } while (shrinking.doubted.size() > before);
        return shrinking.drawn(operations);
    }

    private static List<Operation> prefix(List<Operation> operations, long untilNanos) {
        return operations.stream()
                .filter(one -> one.begin() <= untilNanos)
                .map(one ->
                        one.outcome() instanceof Outcome.Ok && one.span().endNanos() > untilNanos
                                ? one.unanswered()
                                : one)
                .toList();
    }

    /** Doubts so many at a time, from the end. */
    private void sweep(int size) {
        for (int end = operations.size(); end > 0; end -= size) {
            Set<Long> more = new HashSet<>(doubted);
            for (Operation one : operations.subList(Math.max(0, end - size), end)) {
                if (one.outcome() instanceof Outcome.Ok) {
                    more.add(one.id());
                }
            }
            if (more.size() > doubted.size() && fails(operations, more)) {
                doubted = more;
            }
        }
    }

    private static boolean fails(List<Operation> operations, Set<Long> doubted) {
        return Decision.of(operations, doubted, BUDGET).answer() == Search.Answer.NO;
    }

    /** What nobody doubts, and the writes whose values are read in it. */
    private List<Operation> drawn(List<Operation> whole) {
        Set<Long> ids = new HashSet<>();
        Set<String> values = new HashSet<>();
        for (Operation one : operations) {
            if (one.outcome() instanceof Outcome.Ok(Seen seen) && !doubted.contains(one.id())) {
                ids.add(one.id());
                if (seen instanceof Seen.Version(String _, String value)) {
                    values.add(value);
                }
            }
        }
        return whole.stream()
                .filter(one -> ids.contains(one.id()) || writesOneOf(values, one))
                .toList();
    }

    private static boolean writesOneOf(Set<String> values, Operation one) {
        return one.action() instanceof Action.Set(String value) && values.contains(value);
    }
}
