package io.strongroom.chaos.check.invariant;

import io.strongroom.chaos.check.Check;
import io.strongroom.chaos.check.Verdict;
import io.strongroom.chaos.history.History;
import io.strongroom.chaos.history.Operation;

import java.util.List;
import java.util.Map;

/**
 * A counter of versions: every acknowledged set made one version, every unknown one at most one,
 * every failed one none; and each version holds the value of its set.
 *
 * @param workload sets unique values on names that nobody deletes; when no set is under way any
 *     more, every name's versions are listed, and then each of them is read by its id
 */
public record ExactlyOnce(String workload) implements Check {
    @Override
    public String name() {
        return "exactly once: " + workload;
    }

    @Override
    public Verdict of(History history) {
        Map<String, List<Operation>> byName = history.byName(workload);
        long versions = 0;
        Verdict undecided = null;
        for (Map.Entry<String, List<Operation>> entry : byName.entrySet()) {
            Versions found = Versions.of(name(), entry.getKey(), entry.getValue());
            Verdict verdict = found.verdict();
            if (verdict != null && verdict.ruling() == Verdict.Ruling.FAIL) {
                return verdict;
            }
            undecided = verdict == null ? undecided : verdict;
            versions += found.listed().size();
        }
        if (undecided != null) {
            return undecided;
        }
        return versions == 0
                ? Verdict.undecided(name(), "no version was listed")
                : Verdict.pass(
                        name(),
                        "%,d versions of %,d names, each made by one set"
                                .formatted(versions, byName.size()));
    }
}
