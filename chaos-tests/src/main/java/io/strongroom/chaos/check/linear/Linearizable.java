package io.strongroom.chaos.check.linear;

import io.strongroom.chaos.check.Check;
import io.strongroom.chaos.check.Verdict;
import io.strongroom.chaos.history.History;
import io.strongroom.chaos.history.Operation;
import io.strongroom.chaos.history.OperationText;
import io.strongroom.chaos.history.Outcome;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Each name of a workload by itself behaves like one secret in one place: linearizability is local,
 * so together they do.
 *
 * @param workload whose sets, gets (also by version and of the deleted), deletes, recovers and
 *     purges are looked at, by clients who may do all of that: a 403 has no explanation; no value
 *     is set twice on one name
 * @param budget of configurations per name; a search that needs more is undecided
 */
public record Linearizable(String workload, long budget) implements Check {
    /** Some seconds and some hundred megabytes for one name. */
    public static final long BUDGET = 1_000_000;

    private static final int SHRUNK = 3;

    public Linearizable(String workload) {
        this(workload, BUDGET);
    }

    private record Failure(List<Operation> operations, Call<SecretCommand> call) {}

    @Override
    public String name() {
        return "linearizable: " + workload;
    }

    @Override
    public Verdict of(History history) {
        List<Failure> failures = new ArrayList<>();
        List<String> undecided = new ArrayList<>();
        Map<String, List<Operation>> byName = history.byName(workload);
        long looked = 0;
        for (Map.Entry<String, List<Operation>> entry : byName.entrySet()) {
            Search.Result<SecretCommand> result = Decision.of(entry.getValue(), Set.of(), budget);
            looked += answered(entry.getValue());
            Call<SecretCommand> failed = result.failed();
            if (failed != null) {
                failures.add(new Failure(entry.getValue(), failed));
            } else if (result.answer() == Search.Answer.UNDECIDED) {
                undecided.add(entry.getKey());
            }
        }
        if (!failures.isEmpty()) {
            return failed(failures, byName.size());
        }
        if (!undecided.isEmpty()) {
            return Verdict.undecided(
                    name(),
                    "%d of %d names need a longer search, first %s"
                            .formatted(undecided.size(), byName.size(), undecided.getFirst()));
        }
        return looked == 0
                ? Verdict.undecided(name(), "there are no answered operations")
                : Verdict.pass(
                        name(),
                        "%,d answered operations on %,d names".formatted(looked, byName.size()));
    }

    private static long answered(List<Operation> operations) {
        return operations.stream().filter(one -> one.outcome() instanceof Outcome.Ok).count();
    }

    private Verdict failed(List<Failure> failures, int names) {
        List<Operation> shortest =
                failures.stream()
                        .sorted(Comparator.comparingInt(one -> one.operations().size()))
                        .limit(SHRUNK)
                        .map(one -> Shrinking.of(one.operations(), one.call()))
                        .min(Comparator.comparingInt(List::size))
                        .orElseThrow();
        // The last that was answered is the one that the others leave no room for.
        Operation culprit =
                shortest.stream()
                        .filter(one -> one.outcome() instanceof Outcome.Ok)
                        .max(Comparator.comparingLong(Operation::latestEffect))
                        .orElseThrow();
        String reason =
                "%d of %d names; the shortest: no order explains %s"
                        .formatted(failures.size(), names, OperationText.whole(culprit));
        return new Verdict(name(), Verdict.Ruling.FAIL, reason, shortest, List.of(culprit.id()));
    }
}
