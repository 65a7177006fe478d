package io.strongroom.chaos.check.invariant;

import io.strongroom.chaos.check.Check;
import io.strongroom.chaos.check.Verdict;
import io.strongroom.chaos.history.Action;
import io.strongroom.chaos.history.History;
import io.strongroom.chaos.history.Operation;
import io.strongroom.chaos.history.Seen;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Listing page by page under change: what was there throughout the listing appears, what was absent
 * throughout does not, and nothing appears twice.
 *
 * @param workload sets, deletes, recovers and purges names that begin with the listings' prefix
 */
public record Paging(String workload) implements Check {
    @Override
    public String name() {
        return "list pages: " + workload;
    }

    @Override
    public Verdict of(History history) {
        Map<String, List<Operation>> byName = history.byName(workload);
        int listings = 0;
        int longest = 0;
        for (Operation one : history.of(workload)) {
            if (one.action() instanceof Action.ListNames
                    && one.seen() instanceof Seen.Listing(List<String> items)) {
                listings++;
                longest = Math.max(longest, items.size());
                Verdict found = fault(byName, one, items);
                if (found != null) {
                    return found;
                }
            }
        }
        return longest == 0
                ? Verdict.undecided(name(), "no listing held a name")
                : Verdict.pass(
                        name(),
                        "%,d listings, the longest of %,d names".formatted(listings, longest));
    }

    private @Nullable Verdict fault(
            Map<String, List<Operation>> byName, Operation listing, List<String> items) {
        Set<String> listed = new HashSet<>();
        for (String item : items) {
            if (!listed.add(item)) {
                return Verdict.fail(name(), item + " is listed twice", List.of(listing));
            }
            List<Operation> absent = settled(byName.getOrDefault(item, List.of()), listing, false);
            if (absent != null) {
                return failed(item + " is listed, and was absent throughout", absent, listing);
            }
        }
        for (Map.Entry<String, List<Operation>> entry : byName.entrySet()) {
            String item = entry.getKey();
            if (!item.startsWith(listing.name()) || listed.contains(item)) {
                continue;
            }
            List<Operation> there = settled(entry.getValue(), listing, true);
            if (there != null) {
                return failed(item + " was there throughout, and is not listed", there, listing);
            }
        }
        return null;
    }

    private Verdict failed(String reason, List<Operation> before, Operation listing) {
        List<Operation> evidence = new ArrayList<>(before);
        evidence.add(listing);
        return Verdict.fail(name(), reason, evidence);
    }

    /**
     * The change that settles that the name was there (or was not) throughout the listing; null
     * when it may have been otherwise. A name that nobody can have touched was absent, for which
     * there is nothing to show.
     */
    private static @Nullable List<Operation> settled(
            List<Operation> operations, Operation listing, boolean there) {
        Operation last = null;
        boolean touched = false;
        for (Operation one : operations) {
            if (moves(one, there) && one.succeeded()) {
                boolean before = one.span().endNanos() < listing.begin();
                last = before && (last == null || one.begin() > last.begin()) ? one : last;
            }
        }
        for (Operation one : operations) {
            boolean opposite = moves(one, !there) && one.mayHaveSucceeded();
            if (opposite && one.begin() <= listing.span().endNanos()) {
                touched |= last == null || one.latestEffect() >= last.begin();
            }
        }
        if (touched || (there && last == null)) {
            return null;
        }
        return last == null ? List.of() : List.of(last);
    }

    /** Whether it makes a name listed, or not listed. */
    private static boolean moves(Operation one, boolean there) {
        return switch (one.action()) {
            case Action.Set _, Action.Recover _ -> there;
            case Action.Delete _, Action.Purge _ -> !there;
            default -> false;
        };
    }
}
