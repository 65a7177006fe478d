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
import java.util.List;
import java.util.Map;

/**
 * Two names changed in sequence keep their order for every reader: the first is never behind the
 * second, and the second never more than one step behind the first. And whatever was read somebody
 * had set: a set that began before the read ended, and did not certainly fail, in the version that
 * its answer named. A set without an answer may be read at any time after its begin, so none can be
 * missed by that. As nobody deletes, and everybody may read and set, no answer but "not found" to a
 * read refuses anything.
 *
 * @param workload one writer per pair sets {@code <pair>-first} to 1, then {@code <pair>-second} to
 *     1, then the first to 2, and so on, and gives the pair up after a set that was not
 *     acknowledged; others read both in any order
 */
public record TwoNames(String workload) implements Check {
    static final String FIRST = "-first";
    static final String SECOND = "-second";

    /** More sets of one value are not drawn. */
    private static final int DRAWN = 4;

    @Override
    public String name() {
        return "two names in sequence: " + workload;
    }

    /** A read of the pair, or an acknowledged set, with the count that it saw, 0 for none. */
    private record Read(Operation operation, boolean ofFirst, long count) {
        private String text() {
            String verb = operation.action() instanceof Action.Set ? "set to" : "read as";
            return "%s was %s %s".formatted(operation.name(), verb, count == 0 ? "absent" : count);
        }

        private boolean sawACount() {
            return operation.action() instanceof Action.Get && count > 0;
        }
    }

    @Override
    public Verdict of(History history) {
        Map<String, List<Operation>> byName = history.byName(workload);
        for (List<Operation> operations : byName.values()) {
            Verdict unset = unset(operations);
            if (unset != null) {
                return unset;
            }
        }
        long reads = 0;
        Verdict undecided = null;
        for (Map.Entry<String, List<Operation>> entry : byName.entrySet()) {
            String first = entry.getKey();
            if (!first.endsWith(FIRST)) {
                continue;
            }
            String pair = first.substring(0, first.length() - FIRST.length());
            List<Operation> second = byName.getOrDefault(pair + SECOND, List.of());
            if (writerWentOn(entry.getValue()) || writerWentOn(second)) {
                undecided =
                        Verdict.undecided(
                                name(), "the writer of " + pair + " went on after a lost answer");
                continue;
            }
            List<Read> inOrder = new ArrayList<>(reads(entry.getValue(), true));
            inOrder.addAll(reads(second, false));
            reads += inOrder.stream().filter(Read::sawACount).count();
            Verdict found = fault(inOrder);
            if (found != null) {
                return found;
            }
        }
        if (undecided != null) {
            return undecided;
        }
        return reads == 0
                ? Verdict.undecided(name(), "nobody read what was set")
                : Verdict.pass(name(), "%,d reads of what was set".formatted(reads));
    }

    /** An answer of one name that no set of it explains. */
    private @Nullable Verdict unset(List<Operation> operations) {
        Map<String, List<Operation>> sets = new HashMap<>();
        for (Operation one : operations) {
            if (one.action() instanceof Action.Set(String value) && one.mayHaveSucceeded()) {
                sets.computeIfAbsent(value, _ -> new ArrayList<>()).add(one);
            }
        }
        for (Operation one : operations) {
            boolean reads = one.action() instanceof Action.Get;
            boolean absent = reads && one.refusedAs(Seen.Refusal.NOT_FOUND);
            if (one.seen() instanceof Seen.Refused(Seen.Refusal why) && !absent) {
                return fail("%s was refused as " + why, one, List.of());
            }
            if (one.seen() instanceof Seen.Version read) {
                if (one.action() instanceof Action.Set(String own) && !own.equals(read.value())) {
                    return fail("%s was answered with another value", one, List.of());
                }
                List<Operation> all = sets.getOrDefault(read.value(), List.of());
                List<Operation> before =
                        all.stream().filter(set -> set.begin() <= end(one)).toList();
                if (before.isEmpty()) {
                    return fail("%s has a value that nobody can have set until then", one, all);
                }
                if (before.stream().noneMatch(set -> mayHaveMade(set, read))) {
                    return fail("%s has another version than that of its set", one, before);
                }
            }
        }
        return null;
    }

    private static boolean mayHaveMade(Operation set, Seen.Version read) {
        return !(set.seen() instanceof Seen.Version made) || made.version().equals(read.version());
    }

    private Verdict fail(String reason, Operation culprit, List<Operation> sets) {
        List<Operation> evidence = new ArrayList<>(sets.subList(0, Math.min(sets.size(), DRAWN)));
        evidence.add(culprit);
        return Verdict.fail(
                name(),
                reason.formatted(culprit.action().label() + " of " + culprit.name()),
                evidence);
    }

    private static boolean writerWentOn(List<Operation> operations) {
        boolean lost = false;
        for (Operation one : operations) {
            if (one.action() instanceof Action.Set) {
                if (lost) {
                    return true;
                }
                lost = one.outcome() instanceof Outcome.Unknown;
            }
        }
        return false;
    }

    private static List<Read> reads(List<Operation> operations, boolean ofFirst) {
        List<Read> reads = new ArrayList<>();
        for (Operation one : operations) {
            boolean tells =
                    one.action() instanceof Action.Get || one.action() instanceof Action.Set;
            if (tells && one.seen() instanceof Seen.Version(String _, String value)) {
                reads.add(new Read(one, ofFirst, Long.parseLong(value)));
            } else if (one.action() instanceof Action.Get
                    && one.refusedAs(Seen.Refusal.NOT_FOUND)) {
                reads.add(new Read(one, ofFirst, 0));
            }
        }
        return reads;
    }

    /** Compares each with the highest counts of both names that were seen before it began. */
    private @Nullable Verdict fault(List<Read> reads) {
        List<Read> byEnd = new ArrayList<>(reads);
        byEnd.sort((a, b) -> Long.compare(end(a), end(b)));
        List<Read> byBegin = new ArrayList<>(reads);
        byBegin.sort((a, b) -> Long.compare(a.operation().begin(), b.operation().begin()));
        Read highestFirst = null;
        Read highestSecond = null;
        int ended = 0;
        for (Read read : byBegin) {
            while (ended < byEnd.size() && end(byEnd.get(ended)) < read.operation().begin()) {
                Read done = byEnd.get(ended++);
                if (done.ofFirst()) {
                    highestFirst = higher(highestFirst, done);
                } else {
                    highestSecond = higher(highestSecond, done);
                }
            }
            // A first of n has the second's n-1 behind it; a second of n has the first's n.
            Verdict found = behind(read, highestFirst, read.ofFirst() ? 0 : 1);
            if (found == null) {
                found = behind(read, highestSecond, 0);
            }
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    private @Nullable Verdict behind(Read read, @Nullable Read earlier, long mayLag) {
        if (earlier == null || read.count() >= earlier.count() - mayLag) {
            return null;
        }
        return Verdict.fail(
                name(),
                "%s, and later %s".formatted(earlier.text(), read.text()),
                List.of(earlier.operation(), read.operation()));
    }

    private static Read higher(@Nullable Read highest, Read read) {
        return highest == null || read.count() > highest.count() ? read : highest;
    }

    private static long end(Read read) {
        return end(read.operation());
    }

    private static long end(Operation one) {
        return one.span().endNanos();
    }
}
