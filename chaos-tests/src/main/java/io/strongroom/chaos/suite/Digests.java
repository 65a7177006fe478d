package io.strongroom.chaos.suite;

import io.strongroom.chaos.check.Verdict;
import io.strongroom.client.api.StateDigestJson;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.DoublePredicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What each node told of its own state at about one moment, compared here: nodes that all differ
 * find no majority among themselves, and call nobody diverged.
 *
 * @param told by each node, in their order: its newest digest, or nothing
 */
record Digests(List<Optional<StateDigestJson>> told) {
    static final String CHECK = "replicas agree";

    /** So much of a digest tells two apart for a person. */
    private static final int SHOWN = 16;

    Digests {
        told = List.copyOf(told);
    }

    /**
     * Fails when two nodes differ at the same entry, whatever the others tell; undecided when a
     * node tells nothing, and when not all tell of one entry.
     *
     * @param from the entry of the log that they have to have come to
     */
    Verdict verdict(long from) {
        List<StateDigestJson> all = told.stream().flatMap(Optional::stream).toList();
        for (StateDigestJson one : all) {
            for (StateDigestJson other : all) {
                if (one.index() == other.index() && !one.digest().equals(other.digest())) {
                    return Verdict.fail(CHECK, "the digests differ: " + words(), List.of());
                }
            }
        }
        List<Integer> silent = nodes().filter(node -> told(node).isEmpty()).boxed().toList();
        if (told.isEmpty() || !silent.isEmpty()) {
            return Verdict.undecided(CHECK, "nodes %s tell no digest".formatted(silent));
        }
        long index = all.getFirst().index();
        if (index < from || all.stream().anyMatch(one -> one.index() != index)) {
            return Verdict.undecided(
                    CHECK, "not all came to one entry from %d on: %s".formatted(from, words()));
        }
        return Verdict.pass(
                CHECK,
                "%d nodes have the digest %s at entry %d"
                        .formatted(told.size(), brief(all.getFirst()), index));
    }

    /**
     * The verdict with what the nodes found out among themselves.
     *
     * @param diverged by node: 1 for one that differs from a majority, NaN for one that tells
     *     nothing
     */
    static Verdict withTheirOwn(Verdict compared, Map<Integer, Double> diverged) {
        List<Integer> apart = those(diverged, value -> value == 1);
        if (!apart.isEmpty()) {
            return Verdict.fail(
                    CHECK,
                    "nodes %s differ from a majority; %s".formatted(apart, compared.reason()),
                    List.of());
        }
        List<Integer> silent = those(diverged, value -> Double.isNaN(value));
        return silent.isEmpty() || compared.ruling() != Verdict.Ruling.PASS
                ? compared
                : Verdict.undecided(CHECK, "nodes " + silent + " do not tell what they found");
    }

    private static List<Integer> those(Map<Integer, Double> values, DoublePredicate which) {
        return values.keySet().stream()
                .filter(node -> which.test(values.getOrDefault(node, Double.NaN)))
                .toList();
    }

    private IntStream nodes() {
        return IntStream.rangeClosed(1, told.size());
    }

    private Optional<StateDigestJson> told(int node) {
        return told.get(node - 1);
    }

    private String words() {
        return nodes().mapToObj(node ->
                        told(node)
                                .map(one ->
                                        "node %d %s at entry %d"
                                                .formatted(node, brief(one), one.index()))
                                .orElse("node " + node + " nothing"))
                .collect(Collectors.joining(", "));
    }

    private static String brief(StateDigestJson one) {
        return one.digest().substring(0, Math.min(SHOWN, one.digest().length()));
    }
}
