package io.strongroom.chaos.suite.nemesis.network;

import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** Which nodes do not hear which others. Clients reach all of them. */
public enum Shape {
    LEADER_IN_MINORITY("the leader among the fewer", true),
    LEADER_IN_MAJORITY("the leader among the more", false),
    /** One node hears all; the others are two sides that do not hear each other. */
    BRIDGE("a bridge", false),
    /**
     * Each node hears its two neighbours. Three nodes would all be neighbours: there each hears
     * only the one before it, so that no two can talk.
     */
    RING("a ring", false),
    FROM_LEADER("the leader not heard", true),
    TO_LEADER("the leader deaf", true);

    private final String words;
    private final boolean movesLeadership;

    Shape(String words, boolean movesLeadership) {
        this.words = words;
        this.movesLeadership = movesLeadership;
    }

    public String words() {
        return words;
    }

    /** Whether another node has to lead while it lasts. */
    public boolean movesLeadership() {
        return movesLeadership;
    }

    /**
     * Whom each node does not hear; only nodes that there is somebody for.
     *
     * @param nodes three or five, the leader first, the others in any order
     */
    public SortedMap<Integer, SortedSet<Integer>> losses(List<Integer> nodes) {
        int count = nodes.size();
        int few = (count - 1) / 2;
        Losses losses = new Losses();
        switch (this) {
            case LEADER_IN_MINORITY ->
                    losses.apart(nodes.subList(0, few), nodes.subList(few, count));
            case LEADER_IN_MAJORITY ->
                    losses.apart(nodes.subList(0, count - few), nodes.subList(count - few, count));
            case BRIDGE -> losses.apart(nodes.subList(0, few), nodes.subList(few, count - 1));
            case RING -> ring(nodes, losses);
            case FROM_LEADER -> losses.lost(nodes.subList(0, 1), nodes.subList(1, count));
            case TO_LEADER -> losses.lost(nodes.subList(1, count), nodes.subList(0, 1));
        }
        return losses.byHearer;
    }

    private static void ring(List<Integer> nodes, Losses losses) {
        int count = nodes.size();
        for (int i = 0; i < count; i++) {
            for (int steps = 2; steps < Math.max(3, count - 1); steps++) {
                losses.lost(List.of(nodes.get((i + count - steps) % count)), List.of(nodes.get(i)));
            }
        }
    }

    private static final class Losses {
        private final SortedMap<Integer, SortedSet<Integer>> byHearer = new TreeMap<>();

        void lost(List<Integer> from, List<Integer> to) {
            to.forEach(one -> byHearer.computeIfAbsent(one, _ -> new TreeSet<>()).addAll(from));
        }

        void apart(List<Integer> one, List<Integer> other) {
            lost(one, other);
            lost(other, one);
        }
    }
}
