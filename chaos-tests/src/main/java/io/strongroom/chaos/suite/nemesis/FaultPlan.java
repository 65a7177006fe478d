package io.strongroom.chaos.suite.nemesis;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Which fault comes next, without end; the same seed gives the same order. Each kind comes once in
 * every round, and each way of a kind before any of its ways comes again. For one thread.
 */
public final class FaultPlan {
    /** Longer than an election, so that it is there to be seen. */
    private static final long MIN_HOLD_MILLIS = 4_000;

    private static final long MAX_HOLD_MILLIS = 9_000;

    /** Longer than the five seconds that a check of the load gives a fault to fade. */
    private static final long MIN_REST_MILLIS = 6_000;

    private static final long MAX_REST_MILLIS = 9_000;

    private final Random random;
    private final SortedMap<String, List<Nemesis>> byKind;
    private final Map<String, Deque<Nemesis>> left = new TreeMap<>();
    private final Deque<String> round = new ArrayDeque<>();

    /**
     * One fault to come.
     *
     * @param hold how long it lasts
     * @param rest how long the cluster is left alone before it, from when every node serves
     */
    public record Blow(Nemesis nemesis, Duration hold, Duration rest) {}

    /**
     * A plan.
     *
     * @param byKind each with one way at least
     */
    public FaultPlan(long seed, Map<String, List<Nemesis>> byKind) {
        random = new Random(seed);
        this.byKind = new TreeMap<>(byKind);
    }

    public Blow next() {
        if (round.isEmpty()) {
            round.addAll(shuffled(List.copyOf(byKind.keySet())));
        }
        String kind = round.remove();
        Deque<Nemesis> ways = left.computeIfAbsent(kind, _ -> new ArrayDeque<>());
        if (ways.isEmpty()) {
            ways.addAll(shuffled(byKind.getOrDefault(kind, List.of())));
        }
        return new Blow(
                ways.remove(),
                Duration.ofMillis(random.nextLong(MIN_HOLD_MILLIS, MAX_HOLD_MILLIS)),
                Duration.ofMillis(random.nextLong(MIN_REST_MILLIS, MAX_REST_MILLIS)));
    }

    private <T> List<T> shuffled(List<T> all) {
        List<T> made = new ArrayList<>(all);
        Collections.shuffle(made, random);
        return made;
    }
}
