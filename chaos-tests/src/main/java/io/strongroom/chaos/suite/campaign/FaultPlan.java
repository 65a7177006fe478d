package io.strongroom.chaos.suite.campaign;

import io.strongroom.chaos.suite.nemesis.Nemesis;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Which faults come next, without end; the same seed gives the same order. Each kind comes once in
 * every round, and each way of a kind before any of its ways comes again. In the first round and
 * every other one each fault is alone; in those between, two that go together come together, as
 * many as there are. For one thread.
 */
public final class FaultPlan {
    /** Longer than an election, so that it is there to be seen. */
    private static final long MIN_HOLD_MILLIS = 4_000;

    private static final long MAX_HOLD_MILLIS = 9_000;

    /** With the time of recovery, longer than a check of the load gives a fault to fade. */
    private static final long MIN_REST_MILLIS = 3_000;

    private static final long MAX_REST_MILLIS = 5_000;

    /** The second of two faults begins when the first is there. */
    private static final long MIN_DELAY_MILLIS = 1_000;

    private static final long MAX_DELAY_MILLIS = 2_500;

    /**
     * A fault, the rest before it and what three nodes take to recover from it, where that is
     * longer than for most: as it was in runs of half an hour on two cores.
     */
    private static final Map<String, Integer> SECONDS_OF_SLOW =
            Map.of("damage", 80, "restart", 110, "snapshot", 60, "upgrade", 210);

    private static final int SECONDS_OF_OTHERS = 30;

    /**
     * What a round takes after the first: faults come together in every other one, and upgrades
     * have less and less to do.
     */
    private static final double LATER_ROUND = 0.8;

    private final Random random;
    private final SortedMap<String, List<Nemesis>> byKind;
    private final Map<String, Deque<Nemesis>> left = new TreeMap<>();
    private final Deque<String> round = new ArrayDeque<>();
    private boolean mixed = true;

    /**
     * Faults to come, one or two.
     *
     * @param rest how long the cluster is left alone before them, from when every node serves
     */
    public record Blow(List<Part> parts, Duration rest) {
        public Blow {
            parts = List.copyOf(parts);
        }

        /** Until the last of them is over. */
        public Duration lasts() {
            return parts.stream()
                    .map(part -> part.delay().plus(part.hold()))
                    .max(Duration::compareTo)
                    .orElse(Duration.ZERO);
        }
    }

    /**
     * One fault of them.
     *
     * @param delay after the first
     * @param hold how long it lasts
     */
    public record Part(Nemesis nemesis, Duration delay, Duration hold) {}

    /**
     * A plan.
     *
     * @param byKind each with one way at least
     */
    public FaultPlan(long seed, Map<String, List<Nemesis>> byKind) {
        random = new Random(seed);
        this.byKind = new TreeMap<>(byKind);
    }

    /** How many minutes it takes three nodes until each kind has come so many times, about. */
    public static double minutes(Collection<String> kinds, int times) {
        int round =
                kinds.stream()
                        .mapToInt(kind -> SECONDS_OF_SLOW.getOrDefault(kind, SECONDS_OF_OTHERS))
                        .sum();
        // One kind alone has none to come with.
        double later = kinds.size() == 1 ? 1 : LATER_ROUND;
        return round * (1 + later * (times - 1)) / 60;
    }

    public Blow next() {
        if (round.isEmpty()) {
            round.addAll(shuffled(List.copyOf(byKind.keySet())));
            mixed = !mixed;
        }
        Nemesis one = ways(round.remove()).remove();
        Optional<Nemesis> other = mixed ? companion(one) : Optional.empty();
        List<Part> parts = new ArrayList<>();
        // The one that another may join comes first.
        boolean inOrder = other.map(two -> one.goesWith(two.kind())).orElse(true);
        if (inOrder) {
            parts.add(part(one, Duration.ZERO));
            other.ifPresent(two -> parts.add(part(two, delay())));
        } else {
            other.ifPresent(two -> parts.add(part(two, Duration.ZERO)));
            parts.add(part(one, delay()));
        }
        return new Blow(parts, between(MIN_REST_MILLIS, MAX_REST_MILLIS));
    }

    /** Of what the round has still to bring, the first that goes together with it. */
    private Optional<Nemesis> companion(Nemesis one) {
        for (String kind : round) {
            Deque<Nemesis> others = ways(kind);
            if (one.goesWith(kind) || others.element().goesWith(one.kind())) {
                round.remove(kind);
                return Optional.of(others.remove());
            }
        }
        return Optional.empty();
    }

    private Deque<Nemesis> ways(String kind) {
        Deque<Nemesis> ways = left.computeIfAbsent(kind, _ -> new ArrayDeque<>());
        if (ways.isEmpty()) {
            ways.addAll(shuffled(byKind.getOrDefault(kind, List.of())));
        }
        return ways;
    }

    private Part part(Nemesis nemesis, Duration delay) {
        Duration drawn = between(MIN_HOLD_MILLIS, MAX_HOLD_MILLIS);
        return new Part(nemesis, delay, nemesis.lasts(drawn));
    }

    private Duration delay() {
        return between(MIN_DELAY_MILLIS, MAX_DELAY_MILLIS);
    }

    private Duration between(long minMillis, long maxMillis) {
        return Duration.ofMillis(random.nextLong(minMillis, maxMillis));
    }

    private <T> List<T> shuffled(List<T> all) {
        List<T> made = new ArrayList<>(all);
        Collections.shuffle(made, random);
        return made;
    }
}
