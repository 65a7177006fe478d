package io.strongroom.chaos.bench;

import io.strongroom.chaos.bench.etcd.EtcdCluster;
import io.strongroom.chaos.bench.etcd.EtcdStore;
import io.strongroom.chaos.cluster.DevCluster;
import io.strongroom.client.transport.Transport;
import io.strongroom.client.transport.Tuning;

import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * Drives this cluster and an etcd cluster in turn, with the same closed-loop clients, and compares
 * the medians of the rounds. Both are up all the time, on the same machine and disk.
 *
 * @param rounds of each row
 * @param time of one side of one round
 * @param warmUp how long our side is driven before anything counts; etcd is compiled already
 */
record Versus(
        DevCluster ours,
        EtcdCluster etcd,
        int rounds,
        Duration time,
        Duration warmUp,
        int valueBytes) {
    private static final int MANY = 256;
    private static final int CONNECTIONS = 16;

    static final String HEADER =
            "| row | clients | strongroom /s | etcd /s | ratio | strongroom p50 ms | etcd p50 ms"
                    + " | ratio | strongroom CPU us | etcd CPU us |\n"
                    + "|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|";

    /** One thing that both sides can do. */
    private record Row(String label, int clients, Load.Operation strongroom, Load.Operation etcd) {}

    /**
     * One side of one round.
     *
     * @param serverMicros processor time of the three nodes for each operation
     * @param loadMicros processor time of the load generator for each operation
     */
    private record Side(Measurement figures, double serverMicros, double loadMicros) {}

    /** Both sides of one round. */
    private record Round(Side strongroom, Side etcd) {}

    /** Prints the table; CPU is of the three nodes + the load generator, for each operation. */
    void run(PrintStream out) throws IOException, InterruptedException {
        try (Transport transport = ours.transport(Tuning.defaults());
                VaultStore one = ours(transport, List.of(leader()), 1);
                VaultStore many = ours(transport, List.of(leader()), CONNECTIONS);
                VaultStore spread = ours(transport, ours.nodes(), CONNECTIONS);
                EtcdStore etcdOne = new EtcdStore(List.of(etcd.leader()), 1);
                EtcdStore etcdMany = new EtcdStore(List.of(etcd.leader()), CONNECTIONS);
                EtcdStore etcdSpread = new EtcdStore(etcd.endpoints(), CONNECTIONS)) {
            String value = "x".repeat(valueBytes);
            Load.fill(32, name -> many.set(name, value));
            Load.fill(32, name -> etcdMany.put(name, value));
            List<Row> rows =
                    List.of(
                            new Row(
                                    "write",
                                    MANY,
                                    name -> many.set(name, value),
                                    name -> etcdMany.put(name, value)),
                            new Row(
                                    "write",
                                    1,
                                    name -> one.set(name, value),
                                    name -> etcdOne.put(name, value)),
                            new Row("read, one node", MANY, many::get, etcdMany::get),
                            new Row("read, one node", 1, one::get, etcdOne::get),
                            new Row("read, three nodes", MANY, spread::get, etcdSpread::get));
            warmUp(rows);
            out.println(HEADER);
            for (Row row : rows) {
                out.println(line(row, measured(row)));
            }
        }
    }

    /** Until the compilers have come to rest, which takes longer than the rows themselves. */
    private void warmUp(List<Row> rows) throws IOException, InterruptedException {
        long end = System.nanoTime() + warmUp.toNanos();
        System.err.println("Warming up for " + warmUp.toSeconds() + " s ...");
        while (System.nanoTime() < end) {
            for (Row row : rows) {
                var _ = strongroom(row);
            }
        }
        for (Row row : rows) {
            var _ = etcd(row);
        }
    }

    private VaultStore ours(Transport transport, List<URI> nodes, int connectionsPerNode)
            throws IOException {
        return new VaultStore(
                URI.create(ours.env("STRONGROOM_VAULT_URI")),
                nodes,
                connectionsPerNode,
                ours.trust(),
                ours.tokens(transport));
    }

    private URI leader() throws IOException {
        return ours.nodes().get(ours.leader().node() - 1);
    }

    private List<Round> measured(Row row) throws IOException, InterruptedException {
        List<Round> all = new ArrayList<>();
        for (int round = 1; round <= rounds; round++) {
            // The side that begins changes, so that neither always finds the other's dust.
            boolean first = round % 2 == 1;
            Side before = first ? strongroom(row) : etcd(row);
            Side after = first ? etcd(row) : strongroom(row);
            Round done = first ? new Round(before, after) : new Round(after, before);
            System.err.printf(
                    "%s, %d clients, round %d of %d: strongroom %.0f/s, etcd %.0f/s%n",
                    row.label(),
                    row.clients(),
                    round,
                    rounds,
                    done.strongroom().figures().perSecond(),
                    done.etcd().figures().perSecond());
            all.add(done);
        }
        return all;
    }

    private Side strongroom(Row row) throws IOException, InterruptedException {
        List<Long> pids =
                ours.status().stream().flatMap(node -> node.pid().stream().boxed()).toList();
        return side(row, row.strongroom(), pids);
    }

    private Side etcd(Row row) throws InterruptedException {
        return side(row, row.etcd(), etcd.pids());
    }

    private Side side(Row row, Load.Operation operation, List<Long> pids)
            throws InterruptedException {
        CpuTime before = CpuTime.now(pids);
        Measurement one = Load.measure(row.label(), row.clients(), time, operation);
        CpuTime used = CpuTime.now(pids).since(before);
        if (one.failed() > 0) {
            System.err.println(row.label() + ": " + one.failed() + " operations failed");
        }
        double operations = one.perSecond() * time.toNanos() / 1e9;
        return new Side(one, used.serverMicros(operations), used.loadMicros(operations));
    }

    private static String line(Row row, List<Round> all) {
        double ours = median(all, round -> round.strongroom().figures().perSecond());
        double theirs = median(all, round -> round.etcd().figures().perSecond());
        double ourMillis = median(all, round -> round.strongroom().figures().p50Millis());
        double theirMillis = median(all, round -> round.etcd().figures().p50Millis());
        return "| %s | %d | %.0f | %.0f | %.2f | %.2f | %.2f | %.2f | %.0f + %.0f | %.0f + %.0f |"
                .formatted(
                        row.label(),
                        row.clients(),
                        ours,
                        theirs,
                        ours / theirs,
                        ourMillis,
                        theirMillis,
                        ourMillis / theirMillis,
                        median(all, round -> round.strongroom().serverMicros()),
                        median(all, round -> round.strongroom().loadMicros()),
                        median(all, round -> round.etcd().serverMicros()),
                        median(all, round -> round.etcd().loadMicros()));
    }

    private static double median(List<Round> all, ToDoubleFunction<Round> figure) {
        List<Double> sorted =
                all.stream()
                        .map(round -> figure.applyAsDouble(round))
                        .sorted(Comparator.naturalOrder())
                        .toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1
                ? sorted.get(middle)
                : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }
}
