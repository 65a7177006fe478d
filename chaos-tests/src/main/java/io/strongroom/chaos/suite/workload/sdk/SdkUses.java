package io.strongroom.chaos.suite.workload.sdk;

import io.strongroom.chaos.history.Action;
import io.strongroom.chaos.history.Outcome;
import io.strongroom.chaos.history.Request;
import io.strongroom.chaos.history.Seen;
import io.strongroom.chaos.suite.workload.call.Target;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * Uses of a role by the stock SDK, by turns reads and changes; the request's name is the vault.
 * Thread-safe.
 *
 * @param vaults the role's holder's way to each vault
 * @param turns counts uses
 */
record SdkUses(Function<String, SdkTarget> vaults, AtomicInteger turns) implements Target {
    private static final String SECRET = "used";

    @Override
    public Outcome ask(Request request) {
        if (!(request.action() instanceof Action.Use)) {
            throw new IllegalArgumentException("no call for " + request.action().label());
        }
        Action action =
                turns.getAndIncrement() % 2 == 1 ? new Action.Set(SECRET) : new Action.Get();
        Outcome outcome = vaults.apply(request.name()).ask(new Request(SECRET, action));
        // Whoever may not look is not told what is there: also who finds nothing was allowed to.
        boolean absent = outcome.equals(new Outcome.Ok(new Seen.Refused(Seen.Refusal.NOT_FOUND)));
        boolean allowed =
                outcome instanceof Outcome.Ok(Seen.Version _)
                        || (absent && action instanceof Action.Get);
        return allowed ? new Outcome.Ok(new Seen.Done()) : outcome;
    }
}
