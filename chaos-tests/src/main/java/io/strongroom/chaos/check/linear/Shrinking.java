package io.strongroom.chaos.check.linear;

import io.strongroom.chaos.history.Action;
import io.strongroom.chaos.history.Operation;
import io.strongroom.chaos.history.Outcome;
import io.strongroom.chaos.history.Seen;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Makes a failing history short enough to be drawn: its smallest failing prefix, and of that the
 * operations whose answers matter. An operation is never taken away but made unknown, which allows
 * more: so what still fails fails for a reason that the whole history has as well.
 */
final class Shrinking {
    private static final long BUDGET = 100_000;

    private Shrinking() {}

    /**
     * @param operations on one name, known to fail
     * @param failed the call that no order explains
     */
    static List<Operation> of(List<Operation> operations, Call<SecretCommand> failed) {
        List<Operation> rest = prefix(operations, failed.endNanos());
        if (!fails(rest)) {
            rest = operations;
        }
        for (int size = Math.max(1, rest.size() / 2); size > 1; size /= 2) {
            rest = sweep(rest, size);
        }
        int before;
        do {
            before = answered(rest);
            rest = sweep(rest, 1);
        } while (answered(rest) < before);
        return drawn(operations, rest);
    }

    private static List<Operation> prefix(List<Operation> operations, long untilNanos) {
        return operations.stream()
                .filter(one -> one.begin() <= untilNanos)
                .map(one -> one.span().endNanos() > untilNanos ? unanswered(one) : one)
                .toList();
    }

    /** From the end, so many at a time. */
    private static List<Operation> sweep(List<Operation> operations, int size) {
        List<Operation> kept = operations;
        for (int end = operations.size(); end > 0; end -= size) {
            List<Operation> fewer = new ArrayList<>(kept);
            boolean changed = false;
            for (int i = Math.max(0, end - size); i < end; i++) {
                changed |= fewer.get(i).outcome() instanceof Outcome.Ok;
                fewer.set(i, unanswered(fewer.get(i)));
            }
            if (changed && fails(fewer)) {
                kept = fewer;
            }
        }
        return kept;
    }

    private static boolean fails(List<Operation> operations) {
        return Decision.of(operations, BUDGET).answer() == Search.Answer.NO;
    }

    private static int answered(List<Operation> operations) {
        return (int) operations.stream().filter(one -> one.outcome() instanceof Outcome.Ok).count();
    }

    private static Operation unanswered(Operation one) {
        return one.outcome() instanceof Outcome.Failed ? one : one.unanswered();
    }

    /** What is left, as it was, and the writes whose values are read in it. */
    private static List<Operation> drawn(List<Operation> whole, List<Operation> rest) {
        Set<Long> ids = new HashSet<>();
        Set<String> values = new HashSet<>();
        for (Operation one : rest) {
            if (one.outcome() instanceof Outcome.Ok(Seen seen)) {
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
