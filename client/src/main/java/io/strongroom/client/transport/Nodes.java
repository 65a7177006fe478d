package io.strongroom.client.transport;

import io.strongroom.client.api.Headers;
import io.strongroom.client.api.HealthJson;
import io.strongroom.client.http.Answer;

import org.jspecify.annotations.Nullable;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * What is known of the nodes: ids, leader, and who is better left alone for a while. Beliefs only;
 * a wrong one costs an attempt. Thread-safe.
 */
final class Nodes {
    private static final Duration FIRST_BACK_OFF = Duration.ofMillis(250);
    private static final int MAX_DOUBLINGS = 4;

    /** A node is asked again once {@code until} (of the pacer) has passed. */
    private record BackOff(int failures, long until) {}

    private final Pacer pacer;
    private final List<Node> nodes;
    private final AtomicReferenceArray<@Nullable BackOff> backOffs;
    private final Map<Integer, Node> byId = new ConcurrentHashMap<>();
    private final AtomicInteger turn = new AtomicInteger();
    private volatile @Nullable Integer leaderId;

    Nodes(List<URI> addresses, Pacer pacer) {
        this.pacer = pacer;
        List<Node> list = new ArrayList<>();
        addresses.forEach(address -> list.add(new Node(list.size(), address)));
        nodes = List.copyOf(list);
        backOffs = new AtomicReferenceArray<>(nodes.size());
    }

    List<Node> all() {
        return nodes;
    }

    /** The leader's address as far as known. */
    Optional<Node> leader() {
        return Optional.ofNullable(leaderId).map(byId::get);
    }

    /**
     * The best node that is not excluded and not to be left alone; empty when there is none.
     *
     * @param preferLeader else all take turns
     */
    Optional<Node> pick(Set<Node> excluded, boolean preferLeader) {
        var candidates =
                nodes.stream()
                        .filter(node -> !excluded.contains(node) && isAvailable(node))
                        .toList();
        if (candidates.isEmpty()) {
            return Optional.empty();
        }
        var leader = leader();
        if (preferLeader && leader.filter(candidates::contains).isPresent()) {
            return leader;
        }
        // A leader that is known by an id without an address is one of those that never answered.
        var strangers =
                leaderId != null && leader.isEmpty()
                        ? candidates.stream().filter(node -> !byId.containsValue(node)).toList()
                        : List.<Node>of();
        var pool = preferLeader && !strangers.isEmpty() ? strangers : candidates;
        return Optional.of(pool.get(Math.floorMod(turn.getAndIncrement(), pool.size())));
    }

    /** The node whose time of being left alone ends first. */
    Node soonest() {
        return nodes.stream().min(Comparator.comparing(this::remaining)).orElseThrow();
    }

    boolean isAvailable(Node node) {
        return remaining(node).isZero();
    }

    /** How long to leave it alone; zero when available. */
    Duration remaining(Node node) {
        var backOff = backOffs.get(node.place());
        if (backOff == null) {
            return Duration.ZERO;
        }
        return Duration.ofNanos(Math.max(0, backOff.until() - pacer.nanoTime()));
    }

    /** The node gave an answer, of whatever kind. */
    void answered(Node node, Answer answer) {
        backOffs.set(node.place(), null);
        number(answer.header(Headers.NODE)).ifPresent(id -> byId.put(id, node));
        number(answer.header(Headers.LEADER)).ifPresent(id -> leaderId = id);
    }

    /** The node asked to be left alone. */
    void busy(Node node, Duration pause) {
        if (!pause.isZero()) {
            backOffs.set(node.place(), new BackOff(0, pacer.nanoTime() + pause.toNanos()));
        }
    }

    /**
     * The node gave no answer: it is left alone, longer each time, and no longer held for the
     * leader.
     */
    void failed(Node node) {
        backOffs.updateAndGet(node.place(), this::longer);
        if (leader().filter(node::equals).isPresent()) {
            leaderId = null;
        }
    }

    /** What all nodes that answered say of themselves, by address. */
    void learn(Map<Node, HealthJson> healths) {
        healths.forEach((node, health) -> {
            byId.put(health.node(), node);
            if (health.status().equals("ready")) {
                backOffs.set(node.place(), null);
            }
        });
        // Two may claim it while an old leader is cut off; the one that got further is the newer.
        healths.values().stream()
                .filter(health -> health.role().equals("leader"))
                .max(Comparator.comparingLong(HealthJson::appliedIndex))
                .ifPresent(health -> leaderId = health.node());
    }

    private BackOff longer(@Nullable BackOff before) {
        var now = pacer.nanoTime();
        if (before == null) {
            return new BackOff(1, now + FIRST_BACK_OFF.toNanos());
        }
        if (before.failures() > 0 && before.until() - now > 0) {
            return before; // Many callers fail at once: that is one failure.
        }
        var doublings = Math.min(before.failures(), MAX_DOUBLINGS);
        return new BackOff(before.failures() + 1, now + (FIRST_BACK_OFF.toNanos() << doublings));
    }

    private static Optional<Integer> number(Optional<String> header) {
        try {
            return header.map(Integer::valueOf);
        } catch (NumberFormatException e) {
            return Optional.empty(); // Not from a node; the header only helps.
        }
    }
}
