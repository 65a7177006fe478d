package io.strongroom.chaos.check.invariant;

import io.strongroom.chaos.check.Check;
import io.strongroom.chaos.check.Verdict;
import io.strongroom.chaos.history.Action;
import io.strongroom.chaos.history.History;
import io.strongroom.chaos.history.Operation;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Listing page by page under change: what was there throughout the listing appears, what was absent
 * throughout does not, and nothing appears twice. That a name is there, or is not, is known by the
 * answer of a change, or by an earlier listing: it was so at some moment after the begin of either,
 * and is so until a change that can take effect later. A change without an answer can, at any time;
 * but where no other change can, what was once seen of it is there to stay.
 *
 * @param workload sets, deletes, recovers and purges names that begin with the listings' prefix
 */
public record Paging(String workload) implements Check {
    @Override
    public String name() {
        return "list pages: " + workload;
    }

    /**
     * A name, its changes, and what listings have told of it that ended before the one that is
     * looked at: of each kind the one that began last, which leaves the least room for a change.
     */
    private static final class Name {
        private final List<Operation> changes = new ArrayList<>();
        private @Nullable Operation seenThere;
        private @Nullable Operation seenGone;
        private boolean wasCertain;

        private void note(Operation listing, boolean listed) {
            if (listed) {
                seenThere = later(seenThere, listing);
            } else {
                seenGone = later(seenGone, listing);
            }
        }
    }

    @Override
    public Verdict of(History history) {
        Map<String, Name> names = new TreeMap<>();
        List<Operation> listings = new ArrayList<>();
        for (Operation one : history.of(workload)) {
            if (one.action().changes()) {
                names.computeIfAbsent(one.name(), _ -> new Name()).changes.add(one);
            } else if (one.action() instanceof Action.ListNames && one.succeeded()) {
                listings.add(one);
            }
        }
        List<Operation> byEnd = new ArrayList<>(listings);
        byEnd.sort(Comparator.comparingLong(one -> one.span().endNanos()));
        int ended = 0;
        int longest = 0;
        for (Operation listing : listings) {
            while (byEnd.get(ended).span().endNanos() < listing.begin()) {
                note(names, byEnd.get(ended++));
            }
            longest = Math.max(longest, listing.listed().size());
            Verdict found = fault(names, listing);
            if (found != null) {
                return found;
            }
        }
        long certain = names.values().stream().filter(one -> one.wasCertain).count();
        if (longest == 0) {
            return Verdict.undecided(name(), "no listing held a name");
        }
        return certain == 0
                ? Verdict.undecided(name(), "no name was certain to be there in any listing")
                : Verdict.pass(
                        name(),
                        "%,d listings, the longest of %,d names; %,d of %,d names were certain to be there in one"
                                .formatted(listings.size(), longest, certain, names.size()));
    }

    private static void note(Map<String, Name> names, Operation listing) {
        Set<String> listed = new HashSet<>(listing.listed());
        names.forEach((item, name) -> {
            if (item.startsWith(listing.name())) {
                name.note(listing, listed.contains(item));
            }
        });
    }

    private @Nullable Verdict fault(Map<String, Name> names, Operation listing) {
        Set<String> listed = new HashSet<>();
        for (String item : listing.listed()) {
            if (!listed.add(item)) {
                return Verdict.fail(name(), item + " is listed twice", List.of(listing));
            }
            List<Operation> absent = settled(names.getOrDefault(item, new Name()), listing, false);
            if (absent != null) {
                return failed(item + " is listed, and was absent throughout", absent, listing);
            }
        }
        for (Map.Entry<String, Name> entry : names.entrySet()) {
            String item = entry.getKey();
            if (!item.startsWith(listing.name())) {
                continue;
            }
            List<Operation> there = settled(entry.getValue(), listing, true);
            if (there != null && !listed.contains(item)) {
                return failed(item + " was there throughout, and is not listed", there, listing);
            }
            entry.getValue().wasCertain |= there != null;
        }
        return null;
    }

    private Verdict failed(String reason, List<Operation> before, Operation listing) {
        List<Operation> evidence = new ArrayList<>(before);
        evidence.add(listing);
        return Verdict.fail(name(), reason, evidence);
    }

    /**
     * What settles that the name was there (or was not) throughout the listing; null when it may
     * have been otherwise. A name that nobody can have touched was absent, for which there is
     * nothing to show.
     */
    private static @Nullable List<Operation> settled(Name name, Operation listing, boolean there) {
        Operation last = there ? name.seenThere : name.seenGone;
        for (Operation one : name.changes) {
            boolean before = one.span().endNanos() < listing.begin();
            if (before && moves(one, there) && one.succeeded()) {
                last = later(last, one);
            }
        }
        for (Operation one : name.changes) {
            boolean opposite = moves(one, !there) && one.mayHaveSucceeded();
            boolean inTime = last == null || one.latestEffect() >= last.begin();
            if (opposite && inTime && one.begin() <= listing.span().endNanos()) {
                return null;
            }
        }
        if (last == null) {
            return there ? null : List.of();
        }
        return List.of(last);
    }

    private static Operation later(@Nullable Operation one, Operation other) {
        return one == null || other.begin() > one.begin() ? other : one;
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
