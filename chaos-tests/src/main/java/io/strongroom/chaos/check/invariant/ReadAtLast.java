package io.strongroom.chaos.check.invariant;

import io.strongroom.chaos.check.Check;
import io.strongroom.chaos.check.Verdict;
import io.strongroom.chaos.history.Action;
import io.strongroom.chaos.history.History;
import io.strongroom.chaos.history.Operation;
import io.strongroom.chaos.history.Outcome;
import io.strongroom.chaos.history.Source;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * When all is over every name is read, and everybody who reads it gets an answer in the end. What
 * the answer says is for other checks: they take one that never comes for a read that told nothing,
 * and a value that is damaged never gets another. With fewer readers than there are ways to read it
 * nothing is known of the others.
 *
 * @param workload whose every name is read when its clients have ended, until it is answered
 * @param readers of each name: one for every node, or one where the client chooses no node
 */
public record ReadAtLast(String workload, int readers) implements Check {
    @Override
    public String name() {
        return "read at last: " + workload;
    }

    @Override
    public Verdict of(History history) {
        Map<String, List<Operation>> byName = history.byName(workload);
        long reads = 0;
        Verdict undecided = null;
        for (Map.Entry<String, List<Operation>> entry : byName.entrySet()) {
            Map<Integer, Operation> last = new TreeMap<>();
            for (Operation one : entry.getValue()) {
                if (one.client() >= Source.AT_LAST && one.action() instanceof Action.Get) {
                    last.merge(one.client(), one, (a, b) -> a.begin() > b.begin() ? a : b);
                }
            }
            for (Operation one : last.values()) {
                if (!(one.outcome() instanceof Outcome.Ok)) {
                    return Verdict.fail(
                            name(),
                            "%s cannot be read, however often".formatted(one.name()),
                            List.of(one));
                }
            }
            if (last.size() < readers) {
                undecided =
                        Verdict.undecided(
                                name(),
                                "%s was read at the end in %d of %d ways"
                                        .formatted(entry.getKey(), last.size(), readers));
            }
            reads += last.size();
        }
        if (undecided != null) {
            return undecided;
        }
        return byName.isEmpty()
                ? Verdict.undecided(name(), "there is no name")
                : Verdict.pass(
                        name(),
                        "%,d names, %,d reads, each answered".formatted(byName.size(), reads));
    }
}
