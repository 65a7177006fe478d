package io.strongroom.chaos.suite;

import io.strongroom.chaos.suite.campaign.Nemeses;
import io.strongroom.chaos.suite.workload.Workloads;

import picocli.CommandLine.Option;

import java.util.List;
import java.util.Optional;
import java.util.Random;

/** What a run is told on the command line. */
final class Options {
    private static final long SEEDS = 1_000_000;

    @Option(
            names = "--minutes",
            paramLabel = "M",
            description =
                    "How long clients and faults are at work; up to a third longer when a kind of"
                            + " faults came too seldom. Default: until each kind has come once, at"
                            + " least 5; less than the kinds need is refused.")
    private Optional<Double> minutes = Optional.empty();

    @Option(
            names = "--seed",
            paramLabel = "S",
            description = "Orders faults and requests; default: a new one, which is printed.")
    private long seed = new Random().nextLong(1, SEEDS);

    @Option(
            names = "--nemesis",
            split = ",",
            paramLabel = "KIND",
            description = "Kinds of faults, separated by commas, or all (the default).")
    private List<String> nemeses = List.of("all");

    @Option(
            names = "--workload",
            split = ",",
            paramLabel = "NAME",
            description = "What the clients do, separated by commas, or all (the default).")
    private List<String> workloads = List.of("all");

    @Option(
            names = "--nodes",
            paramLabel = "3|5",
            description = "How many nodes, default ${DEFAULT-VALUE}.")
    private int nodes = 3;

    @Option(
            names = "--rate",
            paramLabel = "R",
            description = "Requests per second of all clients, default ${DEFAULT-VALUE}.")
    private double rate = 100;

    /**
     * Looks at all of them together.
     *
     * @throws IllegalArgumentException saying what is wrong
     */
    Settings settings() {
        List<String> kinds = List.copyOf(Nemeses.named(nemeses).keySet());
        return new Settings(
                minutes.orElseGet(() -> Settings.usualMinutes(kinds, nodes)),
                seed,
                kinds,
                Workloads.named(workloads),
                nodes,
                rate);
    }
}
