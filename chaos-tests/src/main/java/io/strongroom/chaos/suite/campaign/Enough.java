package io.strongroom.chaos.suite.campaign;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * When a campaign has struck enough: its time is up, and each kind of fault has come as often as it
 * has to. On a slow machine recoveries take the time of faults; then those that came too seldom
 * still come, for a while. For one thread.
 */
public final class Enough {
    private final Set<String> kinds;
    private final int times;
    private final long endNanos;
    private final long latestNanos;
    private final Map<String, Integer> came = new HashMap<>();

    /** What to do with a blow. */
    enum Next {
        STRIKE,
        /** Another one's turn. */
        SKIP,
        STOP
    }

    /**
     * @param kinds that have to come
     * @param times how often, each
     * @param endNanos by {@link System#nanoTime}; no fault begins that would last longer, but those
     *     of a kind that has come too seldom
     * @param latestNanos the end also of those
     */
    public Enough(Collection<String> kinds, int times, long endNanos, long latestNanos) {
        this.kinds = Set.copyOf(kinds);
        this.times = times;
        this.endNanos = endNanos;
        this.latestNanos = latestNanos;
    }

    /** Counts it when it is to be struck. */
    Next next(FaultPlan.Blow blow, long nowNanos) {
        long over = nowNanos + blow.rest().plus(blow.lasts()).toNanos();
        if (over - endNanos > 0) {
            if (over - latestNanos > 0 || kinds.stream().noneMatch(this::isLacking)) {
                return Next.STOP;
            }
            if (blow.parts().stream().noneMatch(part -> isLacking(part.nemesis().kind()))) {
                return Next.SKIP;
            }
        }
        blow.parts().forEach(part -> came.merge(part.nemesis().kind(), 1, Integer::sum));
        return Next.STRIKE;
    }

    private boolean isLacking(String kind) {
        return came.getOrDefault(kind, 0) < times;
    }
}
