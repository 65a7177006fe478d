package io.strongroom.chaos.check.invariant;

import io.strongroom.chaos.check.Check;
import io.strongroom.chaos.check.Verdict;
import io.strongroom.chaos.history.Action;
import io.strongroom.chaos.history.History;
import io.strongroom.chaos.history.Operation;
import io.strongroom.chaos.history.Outcome;
import io.strongroom.chaos.history.Seen;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A counter of versions: every acknowledged set made one version, every unknown one at most one,
 * every failed one none.
 *
 * @param workload sets unique values on names that nobody deletes; when no set is under way any
 *     more, every name's versions are listed, and each of them may be read by its id
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
        for (Map.Entry<String, List<Operation>> entry : byName.entrySet()) {
            Counter counter = new Counter(entry.getValue());
            Operation listing = counter.lastListing;
            if (listing == null) {
                return Verdict.undecided(
                        name(), "nobody listed the versions of " + entry.getKey() + " at the end");
            }
            Verdict found = counter.fault(listing, name());
            if (found != null) {
                return found;
            }
            versions += counter.listed(listing).size();
        }
        return versions == 0
                ? Verdict.undecided(name(), "no version was listed")
                : Verdict.pass(
                        name(),
                        "%,d versions of %,d names, each made by one set"
                                .formatted(versions, byName.size()));
    }

    /** One name's writes and what is there of them. */
    private static final class Counter {
        private final List<Operation> sets = new ArrayList<>();
        private final List<Operation> reads = new ArrayList<>();
        private final Map<String, Operation> setOfValue = new HashMap<>();
        private @Nullable Operation lastListing;

        Counter(List<Operation> operations) {
            long lastSet = Long.MIN_VALUE;
            for (Operation one : operations) {
                if (one.action() instanceof Action.Set(String value)) {
                    sets.add(one);
                    if (one.mayHaveSucceeded()) {
                        setOfValue.put(value, one);
                    }
                    lastSet = Math.max(lastSet, answeredAt(one));
                } else if (one.action() instanceof Action.GetVersion && one.succeeded()) {
                    reads.add(one);
                }
            }
            for (Operation one : operations) {
                boolean listing = one.action() instanceof Action.ListVersions && one.succeeded();
                if (listing && one.begin() >= lastSet) {
                    lastListing = one;
                }
            }
        }

        private static long answeredAt(Operation one) {
            return one.outcome() instanceof Outcome.Unknown ? one.begin() : one.span().endNanos();
        }

        List<String> listed(Operation listing) {
            return listing.seen() instanceof Seen.Listing(List<String> items) ? items : List.of();
        }

        @Nullable Verdict fault(Operation listing, String check) {
            List<String> listed = listed(listing);
            Set<String> ids = new HashSet<>(listed);
            Map<String, Operation> setOfId = new HashMap<>();
            int unknown = 0;
            for (Operation set : sets) {
                if (set.outcome() instanceof Outcome.Unknown) {
                    unknown++;
                }
                if (!(set.seen() instanceof Seen.Version(String id, String _))) {
                    continue;
                }
                Operation other = setOfId.put(id, set);
                if (other != null) {
                    return Verdict.fail(
                            check,
                            "two sets on %s were given one version id".formatted(set.name()),
                            List.of(other, set));
                }
                if (!ids.contains(id)) {
                    return Verdict.fail(
                            check,
                            "of %s version %s is missing, whose set was acknowledged"
                                    .formatted(set.name(), id),
                            List.of(set, listing));
                }
            }
            Verdict twice = twoVersionsOfOneSet(check);
            if (twice != null) {
                return twice;
            }
            int extra = ids.size() - setOfId.size();
            if (extra > unknown) {
                return Verdict.fail(
                        check,
                        "%s has %d versions: %d of acknowledged sets, at most %d of unknown ones"
                                .formatted(listing.name(), ids.size(), setOfId.size(), unknown),
                        List.of(listing));
            }
            return null;
        }

        /** By the values that the versions hold. */
        private @Nullable Verdict twoVersionsOfOneSet(String check) {
            Map<String, Operation> readOfValue = new HashMap<>();
            for (Operation read : reads) {
                if (!(read.seen() instanceof Seen.Version(String id, String value))) {
                    continue;
                }
                Operation set = setOfValue.get(value);
                if (set == null) {
                    return Verdict.fail(
                            check,
                            "a version of %s holds a value that no set can have left"
                                    .formatted(read.name()),
                            List.of(read));
                }
                Operation other = readOfValue.putIfAbsent(value, read);
                if (other != null
                        && other.seen() instanceof Seen.Version(String otherId, String _)
                        && !otherId.equals(id)) {
                    return Verdict.fail(
                            check,
                            "one set on %s made two versions".formatted(set.name()),
                            List.of(set, other, read));
                }
            }
            return null;
        }
    }
}
