package io.strongroom.chaos.check.invariant;

import io.strongroom.chaos.check.Check;
import io.strongroom.chaos.check.Verdict;
import io.strongroom.chaos.history.Action;
import io.strongroom.chaos.history.History;
import io.strongroom.chaos.history.Operation;
import io.strongroom.chaos.history.Seen;

import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A set that only grows: a listing holds every name whose set was acknowledged before it began,
 * none that nobody can have set, and each once.
 *
 * @param workload sets each name once and deletes none; lists them at least once after the last set
 */
public record EveryWriteListed(String workload) implements Check {
    @Override
    public String name() {
        return "every write listed: " + workload;
    }

    @Override
    public Verdict of(History history) {
        List<Operation> all = history.of(workload);
        Map<String, Operation> sets = new HashMap<>();
        long lastAcknowledged = Long.MIN_VALUE;
        int acknowledged = 0;
        for (Operation one : all) {
            if (one.action() instanceof Action.Set && one.mayHaveSucceeded()) {
                sets.put(one.name(), one);
                if (one.succeeded()) {
                    acknowledged++;
                    lastAcknowledged = Math.max(lastAcknowledged, one.span().endNanos());
                }
            }
        }
        boolean listedAtEnd = false;
        for (Operation one : all) {
            if (one.action() instanceof Action.ListNames
                    && one.seen() instanceof Seen.Listing(List<String> items)) {
                Verdict found = fault(sets, one, items);
                if (found != null) {
                    return found;
                }
                listedAtEnd |= one.begin() >= lastAcknowledged;
            }
        }
        if (acknowledged == 0) {
            return Verdict.undecided(name(), "no set was acknowledged");
        }
        if (!listedAtEnd) {
            return Verdict.undecided(name(), "nobody listed the names after the last set");
        }
        return Verdict.pass(name(), "%,d acknowledged names".formatted(acknowledged));
    }

    private @Nullable Verdict fault(
            Map<String, Operation> sets, Operation listing, List<String> items) {
        Set<String> listed = new HashSet<>(items);
        for (Operation set : sets.values()) {
            boolean before = set.succeeded() && set.span().endNanos() <= listing.begin();
            if (before && set.name().startsWith(listing.name()) && !listed.contains(set.name())) {
                return Verdict.fail(
                        name(),
                        set.name() + " was acknowledged and is not listed",
                        List.of(set, listing));
            }
        }
        Set<String> once = new HashSet<>();
        for (String item : items) {
            if (!once.add(item)) {
                return Verdict.fail(name(), item + " is listed twice", List.of(listing));
            }
            Operation set = sets.get(item);
            if (set == null || set.begin() > listing.span().endNanos()) {
                return Verdict.fail(
                        name(), item + " is listed, and nobody can have set it", List.of(listing));
            }
        }
        return null;
    }
}
