package io.strongroom.chaos.check.invariant;

import io.strongroom.chaos.check.Check;
import io.strongroom.chaos.check.Verdict;
import io.strongroom.chaos.history.Action;
import io.strongroom.chaos.history.History;
import io.strongroom.chaos.history.Operation;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;

/**
 * A call that began after a revoke was acknowledged does not succeed, unless a grant may have come
 * between.
 *
 * @param workload grants and revokes one role of each name, a principal, who uses it
 */
public record Revocation(String workload) implements Check {
    @Override
    public String name() {
        return "revoked is refused: " + workload;
    }

    @Override
    public Verdict of(History history) {
        Map<String, List<Operation>> byName = history.byName(workload);
        long uses = 0;
        for (List<Operation> operations : byName.values()) {
            List<Operation> revokes = succeeded(operations, Action.Revoke.class);
            for (Operation use : only(operations, Action.Use.class)) {
                Operation revoke = lastBefore(revokes, use);
                if (revoke == null) {
                    continue;
                }
                uses++;
                if (use.succeeded() && !mayBeGranted(operations, revoke, use)) {
                    return Verdict.fail(
                            name(),
                            use.name() + " used a role that had been taken away",
                            List.of(revoke, use));
                }
            }
        }
        return uses == 0
                ? Verdict.undecided(name(), "nobody used a role after it was taken away")
                : Verdict.pass(
                        name(),
                        "%,d calls after a revoke of %,d principals"
                                .formatted(uses, byName.size()));
    }

    private static boolean mayBeGranted(
            List<Operation> operations, Operation revoke, Operation use) {
        return only(operations, Action.Grant.class).stream()
                .filter(Operation::mayHaveSucceeded)
                .anyMatch(grant ->
                        grant.latestEffect() >= revoke.begin()
                                && grant.begin() <= use.span().endNanos());
    }

    /** The revoke that leaves the least room for a grant: the one that began last. */
    private static @Nullable Operation lastBefore(List<Operation> revokes, Operation use) {
        Operation last = null;
        for (Operation revoke : revokes) {
            boolean later = last == null || revoke.begin() > last.begin();
            if (revoke.span().endNanos() < use.begin() && later) {
                last = revoke;
            }
        }
        return last;
    }

    private static List<Operation> succeeded(
            List<Operation> operations, Class<? extends Action> kind) {
        return only(operations, kind).stream().filter(Operation::succeeded).toList();
    }

    private static List<Operation> only(List<Operation> operations, Class<? extends Action> kind) {
        return operations.stream().filter(one -> kind.isInstance(one.action())).toList();
    }
}
