package io.strongroom.chaos.bench;

import io.strongroom.chaos.bench.etcd.EtcdCluster;
import io.strongroom.chaos.cluster.DevCluster;
import io.strongroom.client.StrongroomClient;
import io.strongroom.client.transport.Transport;
import io.strongroom.client.transport.Tuning;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;

/** {@code bin/bench}: sets and gets per second of a development cluster that it starts itself. */
@Command(
        name = "bench",
        description =
                "Measures sets and gets of a three-node development cluster on this machine, load"
                        + " generator included, and prints a table in Markdown.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "Examples:",
            "  bin/bench",
            "  bin/bench --seconds 5 --clients 1,256 --reads any-node",
            "  bin/bench --against etcd --rounds 5 --seconds 5",
            "  bin/bench --failover 10",
            "  bin/bench --secrets 100000",
            "  bin/bench --keys --rounds 5 --seconds 5",
        })
final class Bench implements Callable<Integer> {
    private static final int MAX_CONNECTIONS = 512;

    /** Of the nodes of {@code --secrets}: what a node needs is to be seen with little. */
    private static final String SMALL_HEAP = "-Xmx256m";

    @Option(names = "--dir", paramLabel = "D", description = "The cluster's folder; must be new.")
    private Path folder = Path.of("bench");

    @Option(names = "--base-port", paramLabel = "P", description = "Default ${DEFAULT-VALUE}.")
    private int basePort = 18443;

    @Option(names = "--seconds", description = "Per measurement, default ${DEFAULT-VALUE}.")
    private int seconds = 10;

    @Option(
            names = "--clients",
            split = ",",
            description = "Concurrent clients, default ${DEFAULT-VALUE}.")
    private int[] clients = {1, 32, 256};

    @Option(names = "--value-bytes", description = "Size of a secret, default ${DEFAULT-VALUE}.")
    private int valueBytes = 512;

    @Option(
            names = "--reads",
            description = "Which node answers gets: leader or any-node, default leader.",
            converter = ReadsConverter.class)
    private Tuning.Reads reads = Tuning.Reads.LEADER;

    @Option(
            names = "--against",
            paramLabel = "WHAT",
            description =
                    "etcd: measures three etcd processes in turn with ours, same clients, and"
                            + " prints the ratios of the medians.")
    private Optional<Against> against = Optional.empty();

    @Option(
            names = "--rounds",
            description = "Rounds of --against, each side once in each; default ${DEFAULT-VALUE}.")
    private int rounds = 5;

    @Option(
            names = "--warm-up",
            paramLabel = "SECONDS",
            description =
                    "Of --against: how long our side is driven before anything counts; default"
                            + " ${DEFAULT-VALUE}.")
    private int warmUpSeconds = 120;

    @Option(
            names = "--failover",
            paramLabel = "KILLS",
            description =
                    "Instead: kills the leader so often under writes, and prints the outages.")
    private int kills;

    @Option(
            names = "--secrets",
            paramLabel = "N",
            description =
                    "Instead: stores so many secrets, and prints gets, memory and start-up time.")
    private int secrets;

    @Option(
            names = "--keys",
            description =
                    "Instead: signs and wraps with keys, in this process, through HTTPS and in an"
                            + " HSM (SoftHSM), and prints the ratios to openssl speed and to the"
                            + " bare module; --rounds and --seconds count.")
    private boolean keys;

    /** What can be measured beside ours. */
    enum Against {
        etcd
    }

    /** {@code any-node} as people write it. */
    static final class ReadsConverter implements CommandLine.ITypeConverter<Tuning.Reads> {
        @Override
        public Tuning.Reads convert(String text) {
            return switch (text) {
                case "leader" -> Tuning.Reads.LEADER;
                case "any-node" -> Tuning.Reads.ANY_NODE;
                default ->
                        throw new CommandLine.TypeConversionException(
                                "--reads is leader or any-node, not " + text);
            };
        }
    }

    private final PrintStream out = System.out;

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Bench()).execute(arguments));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path home = Path.of(System.getProperty("strongroom.home", "."));
        System.err.println("Starting three nodes in " + folder + " ...");
        if (against.isPresent()) {
            compare(home);
            return 0;
        }
        if (keys) {
            try (DevCluster cluster = up(home, Map.of())) {
                new Keys(cluster, rounds, Duration.ofSeconds(seconds)).run(out);
            }
            return 0;
        }
        if (kills > 0) {
            try (DevCluster cluster = up(home, Map.of())) {
                new Failover(cluster, kills).run(out);
            }
            return 0;
        }
        if (secrets > 0) {
            Map<String, String> small = Map.of("STRONGROOM_NODE_OPTIONS", SMALL_HEAP);
            try (DevCluster cluster = up(home, small)) {
                out.printf("nodes with %s%n", SMALL_HEAP);
                new Sizes(cluster, small, secrets, Duration.ofSeconds(seconds), valueBytes)
                        .run(out);
            }
            return 0;
        }
        try (DevCluster cluster = up(home, Map.of());
                Transport transport =
                        cluster.transport(
                                Tuning.defaults()
                                        .withReads(reads)
                                        .withConnectionsPerNode(MAX_CONNECTIONS))) {
            run(cluster.client(transport));
        }
        return 0;
    }

    private DevCluster up(Path home, Map<String, String> variables) throws IOException {
        return DevCluster.up(home, folder, variables, "--base-port", Integer.toString(basePort));
    }

    private void compare(Path home) throws IOException, InterruptedException {
        try (DevCluster cluster = up(home, Map.of());
                EtcdCluster etcd =
                        EtcdCluster.start(
                                folder.resolveSibling(folder.getFileName() + "-etcd"),
                                basePort + 100)) {
            out.printf(
                    "cores %d, java %s, three nodes of each and the load generator on one machine;"
                            + " values of %d bytes, random keys of 1000; medians of %d rounds of %d"
                            + " s a side%n%n",
                    Runtime.getRuntime().availableProcessors(),
                    Runtime.version(),
                    valueBytes,
                    rounds,
                    seconds);
            new Versus(
                            cluster,
                            etcd,
                            rounds,
                            Duration.ofSeconds(seconds),
                            Duration.ofSeconds(warmUpSeconds),
                            valueBytes)
                    .run(out);
        }
    }

    private void run(StrongroomClient client) throws InterruptedException {
        Load load = new Load(client, valueBytes);
        Duration time = Duration.ofSeconds(seconds);
        System.err.println("Filling and warming up ...");
        load.fill(32);
        var _ = load.sets(64, time);
        var _ = load.gets(64, time);
        List<Measurement> all = new ArrayList<>();
        for (int count : clients) {
            System.err.println("Measuring " + count + " clients ...");
            all.add(load.sets(count, time));
            all.add(load.gets(count, time));
        }
        print(all);
    }

    private void print(List<Measurement> all) {
        out.printf(
                "cores %d, java %s, three nodes and the load generator on one machine, TLS, token"
                        + " check and sealing on%n",
                Runtime.getRuntime().availableProcessors(), Runtime.version());
        out.printf(
                "values of %d bytes, 1000 names, %d s per row, gets from %s, clients %s%n%n",
                valueBytes,
                seconds,
                reads == Tuning.Reads.LEADER ? "the leader" : "any node",
                Arrays.toString(clients));
        out.println(Measurement.HEADER);
        all.forEach(one -> out.println(one.row()));
    }
}
