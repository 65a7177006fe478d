package io.strongroom.client.cli;

import io.strongroom.client.AdminClient;
import io.strongroom.client.ClientSecretTokens;
import io.strongroom.client.StrongroomClient;
import io.strongroom.client.transport.Cluster;
import io.strongroom.client.transport.Transport;
import io.strongroom.client.transport.Tuning;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Option;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The options that every command has, and what they open. */
final class ClusterOptions {
    /** What a command does with an open client. */
    interface Action {
        void run(StrongroomClient client, Printer printer) throws IOException;
    }

    /** What a command does with the admin API; its value is the exit status. */
    interface Administration {
        int run(ClusterAccess access, PrintWriter out) throws IOException, InterruptedException;
    }

    private final Console console;

    @Option(
            names = "--env",
            paramLabel = "FILE",
            description = "KEY=VALUE lines that say where the cluster is and who calls.")
    private @Nullable Path envFile;

    @Option(
            names = "--vault",
            paramLabel = "NAME",
            description = "Another vault of the same domain than the environment names.")
    private @Nullable String vault;

    @Option(
            names = "--node",
            paramLabel = "N",
            description = "Talk only to the N-th node of the list, from 1: any node answers.")
    private @Nullable Integer node;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            description = "For a request with all its retries; 15 unless said otherwise.")
    private int timeoutSeconds = 15;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    ClusterOptions(Console console) {
        this.console = console;
    }

    Console console() {
        return console;
    }

    Printer printer() {
        return new Printer(console.out(), json);
    }

    Transport transport() throws IOException {
        if (timeoutSeconds < 1) {
            throw new UsageException("--timeout is at least 1 second");
        }
        var tuning = Tuning.defaults().withTotal(Duration.ofSeconds(timeoutSeconds));
        return new Transport(cluster(), tuning);
    }

    ClientSecretTokens tokens(Transport transport) throws IOException {
        return new ClientSecretTokens(transport, settings().credential());
    }

    /** Always 0: what goes wrong is an exception. */
    int run(Action action) throws IOException {
        try (var transport = transport()) {
            var client = new StrongroomClient(transport, tokens(transport));
            action.run(vault == null ? client : client.vault(vault), printer());
            return Main.OK;
        }
    }

    /** The vault in question: the option's, else the environment's. */
    String vaultName(Transport transport) {
        var host = transport.cluster().vault().getHost();
        return vault == null ? host.substring(0, host.indexOf('.')) : vault;
    }

    boolean json() {
        return json;
    }

    /** Whether the caller named one node to talk to. */
    boolean asksOneNode() {
        return node != null;
    }

    /** Runs it; the exit status is its own. */
    int administer(Administration administration) throws IOException {
        var longest = ClusterAccess.CHANGE_TAKES_AT_MOST;
        var total = Duration.ofSeconds(Math.max(timeoutSeconds, longest.toSeconds() + 5));
        // A change is not sent to another node while the leader is still at it.
        var tuning =
                Tuning.defaults().withTotal(total).withAttempt(longest).withFirstAttempt(longest);
        try (var transport = new Transport(cluster(), tuning)) {
            return administration.run(
                    new ClusterAccess(transport, tokens(transport)), console.out());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        }
    }

    /** What a command does with the nodes, one by one; its value is the exit status. */
    interface NodeByNode {
        int run(List<NodeAccess> nodes);
    }

    /** Runs it with every node of the list, or the one that the caller named. */
    int eachNode(NodeByNode work) throws IOException {
        var all = cluster();
        var tuning = Tuning.defaults().withTotal(Duration.ofSeconds(timeoutSeconds));
        var opened = new ArrayList<Transport>();
        try {
            var nodes = new ArrayList<NodeAccess>();
            for (var node : all.nodes()) {
                var transport = new Transport(all.only(node), tuning);
                opened.add(transport);
                var admin = new AdminClient(transport, tokens(transport));
                nodes.add(new NodeAccess(node, admin, transport));
            }
            return work.run(nodes);
        } finally {
            opened.forEach(Transport::close);
        }
    }

    private Cluster cluster() throws IOException {
        var cluster = settings().cluster();
        var only = node;
        if (only == null) {
            return cluster;
        }
        if (only < 1 || only > cluster.nodes().size()) {
            throw new UsageException(
                    "--node: there is no node "
                            + only
                            + ", "
                            + Settings.NODES
                            + " lists "
                            + cluster.nodes().size());
        }
        return cluster.only(cluster.nodes().get(only - 1));
    }

    private Settings settings() throws IOException {
        return Settings.load(envFile, console.environment());
    }
}
