package io.strongroom.chaos.check.validity;

import io.strongroom.chaos.check.Check;
import io.strongroom.chaos.check.Verdict;
import io.strongroom.chaos.history.Fault;
import io.strongroom.chaos.history.History;
import io.strongroom.chaos.history.Operation;
import io.strongroom.chaos.history.Outcome;

import java.util.List;

/**
 * The load never fell below its minimum.
 *
 * @param perSecond acknowledged operations over the whole run, at least
 * @param calmShare of the operations that began while no fault was active (nor had been within the
 *     last five seconds), at least so many are acknowledged, 0 to 1
 */
public record EnoughLoad(double perSecond, double calmShare) implements Check {
    private static final long CALM_AFTER_NANOS = 5_000_000_000L;

    @Override
    public String name() {
        return "enough load";
    }

    @Override
    public Verdict of(History history) {
        double seconds = Math.max(1, history.endNanos()) / 1e9;
        long acknowledged = 0;
        long calm = 0;
        long calmAcknowledged = 0;
        for (Operation one : history.operations()) {
            boolean ok = one.outcome() instanceof Outcome.Ok;
            acknowledged += ok ? 1 : 0;
            if (isCalm(history.faults(), one.begin())) {
                calm++;
                calmAcknowledged += ok ? 1 : 0;
            }
        }
        double rate = acknowledged / seconds;
        if (rate < perSecond) {
            return Verdict.voided(
                    name(),
                    "%.1f acknowledged operations per second, the minimum is %.1f"
                            .formatted(rate, perSecond));
        }
        double share = calm == 0 ? 1 : (double) calmAcknowledged / calm;
        if (share < calmShare) {
            return Verdict.voided(
                    name(),
                    "without a fault %.0f %% of operations were acknowledged, the minimum is %.0f %%"
                            .formatted(100 * share, 100 * calmShare));
        }
        return Verdict.pass(
                name(),
                "%.1f acknowledged operations per second; %.1f %% of those without a fault"
                        .formatted(rate, 100 * share));
    }

    private static boolean isCalm(List<Fault> faults, long nanos) {
        for (Fault fault : faults) {
            long end = fault.span().endNanos();
            boolean over = end <= nanos - CALM_AFTER_NANOS;
            if (fault.span().beginNanos() <= nanos && !over) {
                return false;
            }
        }
        return true;
    }
}
