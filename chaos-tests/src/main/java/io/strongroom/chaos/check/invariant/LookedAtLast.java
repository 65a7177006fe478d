package io.strongroom.chaos.check.invariant;

import io.strongroom.chaos.check.Check;
import io.strongroom.chaos.check.Verdict;
import io.strongroom.chaos.history.Action;
import io.strongroom.chaos.history.History;
import io.strongroom.chaos.history.Operation;
import io.strongroom.chaos.history.Outcome;
import io.strongroom.chaos.history.Source;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;

/**
 * When all is over every deleted name is looked at, and gets an answer in the end. What it says is
 * for other checks: they take one that never comes for a look that told nothing, and what is
 * damaged never gets another.
 *
 * @param workload deletes each of its names once, and looks at those whose deletion was
 *     acknowledged when its clients have ended, until it is answered
 */
public record LookedAtLast(String workload) implements Check {
    @Override
    public String name() {
        return "looked at last: " + workload;
    }

    @Override
    public Verdict of(History history) {
        int names = 0;
        for (Map.Entry<String, List<Operation>> entry : history.byName(workload).entrySet()) {
            boolean deleted =
                    entry.getValue().stream()
                            .anyMatch(one ->
                                    one.action() instanceof Action.Delete && one.succeeded());
            if (!deleted) {
                continue;
            }
            Operation last = last(entry.getValue());
            if (last == null) {
                return Verdict.undecided(
                        name(), "nobody looked at %s at the end".formatted(entry.getKey()));
            }
            if (!(last.outcome() instanceof Outcome.Ok)) {
                return Verdict.fail(
                        name(),
                        "%s cannot be looked at, however often".formatted(entry.getKey()),
                        List.of(last));
            }
            names++;
        }
        return names == 0
                ? Verdict.undecided(name(), "nothing was deleted")
                : Verdict.pass(name(), "%,d names, each answered".formatted(names));
    }

    private static @Nullable Operation last(List<Operation> operations) {
        return operations.reversed().stream()
                .filter(one -> one.client() >= Source.AT_LAST)
                .filter(one -> one.action() instanceof Action.GetDeleted)
                .findFirst()
                .orElse(null);
    }
}
