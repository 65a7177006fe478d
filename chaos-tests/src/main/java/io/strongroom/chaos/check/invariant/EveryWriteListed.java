package io.strongroom.chaos.check.invariant;

import io.strongroom.chaos.check.Check;
import io.strongroom.chaos.check.Verdict;
import io.strongroom.chaos.history.Action;
import io.strongroom.chaos.history.History;
import io.strongroom.chaos.history.Operation;

import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A set that only grows: a listing holds every name whose set was acknowledged before it began,
 * none that nobody can have set, and each once. What a listing has shown counts as acknowledged
 * from its end on: a set without an answer may come into force whenever it likes, but as nobody
 * deletes, nothing can undo it once it was seen.
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
        List<Operation> listings =
                all.stream()
                        .filter(one -> one.action() instanceof Action.ListNames && one.succeeded())
                        .toList();
        for (Operation listing : listings) {
            Verdict found = wrongItem(sets, listing);
            if (found != null) {
                return found;
            }
        }
        Map<String, Operation> known = known(sets, listings);
        boolean listedAtEnd = false;
        for (Operation listing : listings) {
            Verdict found = missing(known, listing);
            if (found != null) {
                return found;
            }
            listedAtEnd |= listing.begin() >= lastAcknowledged;
        }
        if (acknowledged == 0) {
            return Verdict.undecided(name(), "no set was acknowledged");
        }
        if (!listedAtEnd) {
            return Verdict.undecided(name(), "nobody listed the names after the last set");
        }
        return Verdict.pass(
                name(),
                "%,d acknowledged names, and %,d more that a listing showed"
                        .formatted(acknowledged, known.size() - acknowledged));
    }

    /** By what each name is known to be there from then on: the first answer that says so. */
    private static Map<String, Operation> known(
            Map<String, Operation> sets, List<Operation> listings) {
        Map<String, Operation> known = new HashMap<>();
        for (Operation set : sets.values()) {
            if (set.succeeded()) {
                known.put(set.name(), set);
            }
        }
        for (Operation listing : listings) {
            for (String item : listing.listed()) {
                known.merge(
                        item,
                        listing,
                        (a, b) -> a.span().endNanos() <= b.span().endNanos() ? a : b);
            }
        }
        return known;
    }

    private @Nullable Verdict missing(Map<String, Operation> known, Operation listing) {
        Set<String> listed = new HashSet<>(listing.listed());
        for (Map.Entry<String, Operation> entry : known.entrySet()) {
            String item = entry.getKey();
            Operation by = entry.getValue();
            boolean before = by.span().endNanos() < listing.begin();
            if (before && item.startsWith(listing.name()) && !listed.contains(item)) {
                return Verdict.fail(
                        name(),
                        "%s was %s and is not listed".formatted(item, word(by)),
                        List.of(by, listing));
            }
        }
        return null;
    }

    private static String word(Operation by) {
        return by.action() instanceof Action.Set ? "acknowledged" : "listed before";
    }

    private @Nullable Verdict wrongItem(Map<String, Operation> sets, Operation listing) {
        Set<String> once = new HashSet<>();
        for (String item : listing.listed()) {
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
