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
import java.util.List;
import java.util.Map;

/**
 * Two names changed in sequence keep their order for every reader: the first is never behind the
 * second, and the second never more than one step behind the first.
 *
 * @param workload one writer per pair sets {@code <pair>-first} to 1, then {@code <pair>-second} to
 *     1, then the first to 2, and so on, and gives the pair up after a set that was not
 *     acknowledged; others read both in any order
 */
public record TwoNames(String workload) implements Check {
    static final String FIRST = "-first";
    static final String SECOND = "-second";

    @Override
    public String name() {
        return "two names in sequence: " + workload;
    }

    /** A read of the pair with the count that it saw, 0 for none. */
    private record Read(Operation operation, boolean ofFirst, long count) {}

    @Override
    public Verdict of(History history) {
        Map<String, List<Operation>> byName = history.byName(workload);
        int reads = 0;
        for (Map.Entry<String, List<Operation>> entry : byName.entrySet()) {
            String first = entry.getKey();
            if (!first.endsWith(FIRST)) {
                continue;
            }
            String pair = first.substring(0, first.length() - FIRST.length());
            List<Operation> second = byName.getOrDefault(pair + SECOND, List.of());
            if (writerWentOn(entry.getValue()) || writerWentOn(second)) {
                return Verdict.undecided(
                        name(), "the writer of " + pair + " went on after a lost answer");
            }
            List<Read> inOrder = new ArrayList<>(reads(entry.getValue(), true));
            inOrder.addAll(reads(second, false));
            reads += inOrder.size();
            Verdict found = fault(inOrder);
            if (found != null) {
                return found;
            }
        }
        return reads == 0
                ? Verdict.undecided(name(), "nobody read a pair")
                : Verdict.pass(name(), "%,d reads".formatted(reads));
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
            if (!(one.action() instanceof Action.Get)) {
                continue;
            }
            if (one.seen() instanceof Seen.Version(String _, String value)) {
                reads.add(new Read(one, ofFirst, Long.parseLong(value)));
            } else if (one.refusedAs(Seen.Refusal.NOT_FOUND)) {
                reads.add(new Read(one, ofFirst, 0));
            }
        }
        return reads;
    }

    /** Compares each read with the highest counts of both names that were read before it began. */
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
                "a reader saw %d of one name and later %d of %s"
                        .formatted(earlier.count(), read.count(), read.operation().name()),
                List.of(earlier.operation(), read.operation()));
    }

    private static Read higher(@Nullable Read highest, Read read) {
        return highest == null || read.count() > highest.count() ? read : highest;
    }

    private static long end(Read read) {
        return read.operation().span().endNanos();
    }
}
