package io.strongroom.chaos.check.validity;

import io.strongroom.chaos.check.Check;
import io.strongroom.chaos.check.Verdict;
import io.strongroom.chaos.history.History;
import io.strongroom.chaos.history.Operation;
import io.strongroom.chaos.history.Outcome;

import java.util.Arrays;
import java.util.List;

/**
 * The load never fell below its minimum while the clients were at work: neither on the whole nor,
 * but for a few windows, wherever no fault explains it.
 *
 * @param perSecond acknowledged operations, at least
 * @param calmShare of the operations that began while no fault was active or fading, at least so
 *     many are acknowledged, 0 to 1
 * @param loadEndNanos when the clients were told to end, since the run's start: the last reads
 *     after that are no load
 */
public record EnoughLoad(double perSecond, double calmShare, long loadEndNanos) implements Check {
    /** A busy machine may spoil one window in so many. */
    private static final int MAY_BE_LOW_ONE_IN = 5;

    @Override
    public String name() {
        return "enough load";
    }

    @Override
    public Verdict of(History history) {
        List<CalmTimes.Window> windows = CalmTimes.of(history, loadEndNanos);
        if (windows.isEmpty()) {
            return Verdict.voided(
                    name(), "there was no time without a fault in which to judge the load");
        }
        long[] inWindow = new long[windows.size()];
        long acknowledged = 0;
        long calm = 0;
        long calmAcknowledged = 0;
        for (Operation one : history.operations()) {
            boolean ok = one.outcome() instanceof Outcome.Ok;
            acknowledged += ok && one.span().endNanos() <= loadEndNanos ? 1 : 0;
            int at = at(windows, one.begin());
            if (at >= 0) {
                calm++;
                calmAcknowledged += ok ? 1 : 0;
                inWindow[at] += ok ? 1 : 0;
            }
        }
        double rate = acknowledged * 1e9 / loadEndNanos;
        if (rate < perSecond) {
            return Verdict.voided(
                    name(),
                    "%.1f acknowledged operations per second, the minimum is %.1f"
                            .formatted(rate, perSecond));
        }
        double[] rates = rates(windows, inWindow);
        long low = Arrays.stream(rates).filter(one -> one < perSecond).count();
        double lowest = Arrays.stream(rates).min().orElse(0);
        if (low > rates.length / MAY_BE_LOW_ONE_IN) {
            return Verdict.voided(name(), low(windows, rates, low));
        }
        double share = calm == 0 ? 0 : (double) calmAcknowledged / calm;
        if (share < calmShare) {
            return Verdict.voided(
                    name(),
                    "without a fault %.0f %% of operations were acknowledged, the minimum is %.0f %%"
                            .formatted(100 * share, 100 * calmShare));
        }
        return Verdict.pass(
                name(),
                "%.1f acknowledged operations per second; without a fault %.1f %% of all, and %.1f per second in the poorest of %,d windows, %,d of them below %.1f"
                        .formatted(rate, 100 * share, lowest, rates.length, low, perSecond));
    }

    private String low(List<CalmTimes.Window> windows, double[] rates, long low) {
        int first = 0;
        while (rates[first] >= perSecond) {
            first++;
        }
        return "in %,d of %,d windows without a fault the load was below its minimum of %.1f acknowledged operations per second, first at %.0f s with %.1f"
                .formatted(
                        low,
                        rates.length,
                        perSecond,
                        windows.get(first).beginNanos() / 1e9,
                        rates[first]);
    }

    private static double[] rates(List<CalmTimes.Window> windows, long[] inWindow) {
        double[] rates = new double[inWindow.length];
        for (int i = 0; i < rates.length; i++) {
            rates[i] = inWindow[i] / windows.get(i).seconds();
        }
        return rates;
    }

    /** Which window holds it; negative when none does. */
    private static int at(List<CalmTimes.Window> windows, long nanos) {
        for (int i = 0; i < windows.size(); i++) {
            if (windows.get(i).holds(nanos)) {
                return i;
            }
        }
        return -1;
    }
}
