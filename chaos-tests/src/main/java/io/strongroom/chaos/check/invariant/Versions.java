package io.strongroom.chaos.check.invariant;

import io.strongroom.chaos.check.Verdict;
import io.strongroom.chaos.history.Action;
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
import java.util.TreeMap;

/**
 * One name's sets, and what is there of them when no set is under way any more. As nobody deletes,
 * what any answer showed before the last listing began has to be in it; a version that is read
 * later may be of a set that came into force later. "Not found" is a listing of nothing.
 */
final class Versions {
    /** More are not drawn. */
    private static final int UNKNOWN_DRAWN = 4;

    private final String check;
    private final String name;
    private final List<Operation> operations;
    private final List<Operation> unknown = new ArrayList<>();
    private final Map<String, Operation> setOfValue = new HashMap<>();
    private final Map<String, Operation> setOfId = new HashMap<>();
    private final Map<String, Operation> shown = new TreeMap<>();
    private final Set<String> readAtLast = new HashSet<>();
    private @Nullable Operation listing;
    private @Nullable Verdict verdict;

    private Versions(String check, String name, List<Operation> operations) {
        this.check = check;
        this.name = name;
        this.operations = operations;
    }

    static Versions of(String check, String name, List<Operation> operations) {
        Versions made = new Versions(check, name, operations);
        made.verdict = made.judged();
        return made;
    }

    /** Null when nothing is wrong and enough was seen. */
    @Nullable Verdict verdict() {
        return verdict;
    }

    /** The ids in the last listing. */
    List<String> listed() {
        Operation last = listing;
        return last != null && last.seen() instanceof Seen.Listing(List<String> items)
                ? items
                : List.of();
    }

    private @Nullable Verdict judged() {
        long lastSet = Long.MIN_VALUE;
        for (Operation one : operations) {
            if (one.action() instanceof Action.Set(String value)) {
                lastSet = Math.max(lastSet, answeredAt(one));
                Verdict shared = note(one, value);
                if (shared != null) {
                    return shared;
                }
            }
        }
        for (Operation one : operations) {
            boolean lists = one.action() instanceof Action.ListVersions;
            boolean answered = one.outcome() instanceof Outcome.Ok;
            if (lists && answered && one.begin() >= lastSet) {
                listing = one;
            }
        }
        Operation last = listing;
        if (last == null) {
            return Verdict.undecided(
                    check, "nobody listed the versions of " + name + " at the end");
        }
        if (!last.succeeded() && !last.refusedAs(Seen.Refusal.NOT_FOUND)) {
            return Verdict.fail(
                    check, "the versions of " + name + " are refused at the end", List.of(last));
        }
        noteShown(last.begin());
        Verdict found = listedWrongly(last);
        found = found != null ? found : readWrongly(last);
        return found != null ? found : leftOver(last);
    }

    private static long answeredAt(Operation one) {
        return one.outcome() instanceof Outcome.Unknown ? one.begin() : one.span().endNanos();
    }

    private @Nullable Verdict note(Operation set, String value) {
        if (set.mayHaveSucceeded()) {
            setOfValue.put(value, set);
        }
        if (set.outcome() instanceof Outcome.Unknown) {
            unknown.add(set);
        }
        if (set.seen() instanceof Seen.Version(String id, String _)) {
            Operation other = setOfId.put(id, set);
            if (other != null) {
                return fail("two sets on %s were given one version id, %s", id, other, set);
            }
        }
        return null;
    }

    /** What answers have shown by then that no set has told of. */
    private void noteShown(long untilNanos) {
        for (Operation one : operations) {
            if (one.action().changes() || one.span().endNanos() >= untilNanos) {
                continue;
            }
            switch (one.seen()) {
                case Seen.Version(String id, String _) -> shown.putIfAbsent(id, one);
                case Seen.Listing(List<String> ids) ->
                        ids.forEach(id -> shown.putIfAbsent(id, one));
                case null, default -> {}
            }
        }
    }

    private @Nullable Verdict listedWrongly(Operation last) {
        Set<String> ids = new HashSet<>();
        for (String id : listed()) {
            if (!ids.add(id)) {
                return fail("a listing of %s holds version %s twice", id, last);
            }
        }
        for (Map.Entry<String, Operation> entry : setOfId.entrySet()) {
            if (!ids.contains(entry.getKey())) {
                return fail(
                        "of %s version %s is missing, whose set was acknowledged",
                        entry.getKey(), entry.getValue(), last);
            }
        }
        for (Map.Entry<String, Operation> entry : shown.entrySet()) {
            if (!ids.contains(entry.getKey())) {
                return fail(
                        "of %s version %s is missing, which was seen before",
                        entry.getKey(), entry.getValue(), last);
            }
        }
        return null;
    }

    /** Compares what the versions hold with what was set. */
    private @Nullable Verdict readWrongly(Operation last) {
        Map<String, Operation> readOfValue = new HashMap<>();
        Set<String> ids = new HashSet<>(listed());
        for (Operation read : operations) {
            if (!(read.action() instanceof Action.GetVersion(String asked))) {
                continue;
            }
            boolean later = read.begin() >= last.span().endNanos();
            if (later && ids.contains(asked) && read.seen() instanceof Seen.Refused) {
                return fail("of %s version %s is listed and cannot be read", asked, last, read);
            }
            if (!(read.seen() instanceof Seen.Version(String id, String value))) {
                continue;
            }
            Operation set = setOfValue.get(value);
            if (set == null) {
                return fail("%s's version %s holds a value that no set can have left", id, read);
            }
            if (!id.equals(asked)) {
                return fail("of %s version %s was asked for, and another came", asked, read);
            }
            if (later) {
                readAtLast.add(id);
            }
            Operation told = setOfId.get(id);
            if (told != null && told.id() != set.id()) {
                return fail("%s's version %s holds another set's value", id, told, set, read);
            }
            Operation other = readOfValue.putIfAbsent(value, read);
            if (other != null
                    && other.seen() instanceof Seen.Version one
                    && !one.version().equals(id)) {
                return fail("one set on %s made another version %s", id, set, other, read);
            }
            if (set.seen() instanceof Seen.Version made && !made.version().equals(id)) {
                return fail("one set on %s made another version %s", id, set, read);
            }
        }
        return null;
    }

    /**
     * Versions that no acknowledged set made have to be those of unknown sets, one each; and all
     * have to be read: a value that is damaged is an error for ever, and no wrong answer.
     */
    private @Nullable Verdict leftOver(Operation last) {
        List<String> left = listed().stream().filter(id -> !setOfId.containsKey(id)).toList();
        if (left.size() > unknown.size()) {
            List<Operation> evidence =
                    new ArrayList<>(unknown.subList(0, Math.min(unknown.size(), UNKNOWN_DRAWN)));
            evidence.add(last);
            return Verdict.fail(
                    check,
                    "%s has %d versions that no acknowledged set made, among them %s, and %d sets without an answer"
                            .formatted(name, left.size(), left.getFirst(), unknown.size()),
                    evidence);
        }
        return listed().stream()
                .filter(id -> !readAtLast.contains(id))
                .findFirst()
                .map(id ->
                        Verdict.undecided(
                                check,
                                "nobody could read version %s of %s at the end"
                                        .formatted(id, name)))
                .orElse(null);
    }

    private Verdict fail(String reason, String id, Operation... evidence) {
        return Verdict.fail(check, reason.formatted(name, id), List.of(evidence));
    }
}
