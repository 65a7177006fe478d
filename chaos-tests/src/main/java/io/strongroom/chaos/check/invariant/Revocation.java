package io.strongroom.chaos.check.invariant;

import io.strongroom.chaos.check.Check;
import io.strongroom.chaos.check.Verdict;
import io.strongroom.chaos.history.Action;
import io.strongroom.chaos.history.History;
import io.strongroom.chaos.history.Operation;
import io.strongroom.chaos.history.Outcome;
import io.strongroom.chaos.history.Seen;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * A call that began after a revoke was acknowledged does not succeed, unless a grant may have come
 * between; and one that began after a grant was acknowledged is not refused, unless a revoke may
 * have come between. Calls that may have gone either way prove nothing and are not counted. Whether
 * it has the role or not, a call is done or forbidden: another answer is wrong whenever it comes.
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
        long refused = 0;
        long allowed = 0;
        long lastUse = 0;
        long lastRefused = 0;
        for (List<Operation> operations : history.byName(workload).values()) {
            List<Operation> grants = only(operations, Action.Grant.class);
            List<Operation> revokes = only(operations, Action.Revoke.class);
            for (Operation use : only(operations, Action.Use.class)) {
                if (!(use.outcome() instanceof Outcome.Ok)) {
                    continue;
                }
                if (!use.succeeded() && !use.refusedAs(Seen.Refusal.FORBIDDEN)) {
                    return Verdict.fail(
                            name(),
                            "%s used a role, which was neither done nor forbidden"
                                    .formatted(use.name()),
                            List.of(use));
                }
                lastUse = Math.max(lastUse, use.begin());
                Operation revoke = settledBy(revokes, grants, use);
                if (revoke != null && use.succeeded()) {
                    return failed("%s used a role that had been taken away", revoke, use);
                }
                Operation grant = settledBy(grants, revokes, use);
                if (grant != null && use.refusedAs(Seen.Refusal.FORBIDDEN)) {
                    return failed("%s was refused a role that had been given", grant, use);
                }
                if (revoke != null) {
                    refused++;
                    lastRefused = Math.max(lastRefused, use.begin());
                }
                allowed += grant != null ? 1 : 0;
            }
        }
        if (allowed == 0) {
            return Verdict.undecided(
                    name(), "nobody used a role that certainly was given: perhaps it never works");
        }
        if (refused == 0) {
            return Verdict.undecided(name(), "nobody used a role that certainly was taken away");
        }
        return lastRefused < lastUse / 2
                ? Verdict.undecided(
                        name(),
                        "nobody used a role that certainly was taken away after %.0f s of %.0f"
                                .formatted(lastRefused / 1e9, lastUse / 1e9))
                : Verdict.pass(
                        name(),
                        "%,d calls with the role were allowed, %,d calls after it was taken away were refused"
                                .formatted(allowed, refused));
    }

    private Verdict failed(String reason, Operation change, Operation use) {
        return Verdict.fail(name(), reason.formatted(use.name()), List.of(change, use));
    }

    /** The change that was made for certain before the use, and not undone by an opposite one. */
    private static @Nullable Operation settledBy(
            List<Operation> changes, List<Operation> opposite, Operation use) {
        // The one that began last leaves the least room for an opposite one.
        Operation last = null;
        for (Operation one : changes) {
            boolean before = one.succeeded() && one.span().endNanos() < use.begin();
            last = before && (last == null || one.begin() > last.begin()) ? one : last;
        }
        if (last == null) {
            return null;
        }
        for (Operation one : opposite) {
            boolean between =
                    one.latestEffect() >= last.begin() && one.begin() <= use.span().endNanos();
            if (one.mayHaveSucceeded() && between) {
                return null;
            }
        }
        return last;
    }

    private static List<Operation> only(List<Operation> operations, Class<? extends Action> kind) {
        return operations.stream().filter(one -> kind.isInstance(one.action())).toList();
    }
}
