package io.strongroom.chaos.cluster;

import io.strongroom.client.StrongroomClient;
import io.strongroom.client.TokenProvider;
import io.strongroom.client.http.Trust;
import io.strongroom.client.transport.Transport;
import io.strongroom.client.transport.Tuning;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A development cluster, driven through {@code bin/strongroom dev} as a person would. Closing it
 * stops its nodes. For one thread, but for the clients it makes.
 */
public final class DevCluster implements AutoCloseable {
    private static final long ENDS_WITHIN_SECONDS = 180;
    private static final Duration ELECTS_WITHIN = Duration.ofMinutes(2);

    private final Program program;
    private final Path folder;
    private final Access access;

    private DevCluster(Program program, Path folder, Access access) {
        this.program = program;
        this.folder = folder;
        this.access = access;
    }

    /**
     * Starts a cluster and waits until it serves.
     *
     * @param home the project's folder
     * @param folder where the cluster keeps everything
     * @param options further options of {@code dev up}
     */
    public static DevCluster up(Path home, Path folder, String... options) throws IOException {
        return up(home, folder, Map.of(), options);
    }

    /**
     * As {@link #up(Path, Path, String...)}.
     *
     * @param variables more of the environment, for this command and the nodes that it starts;
     *     nodes that are started later do not have it
     */
    public static DevCluster up(
            Path home, Path folder, Map<String, String> variables, String... options)
            throws IOException {
        List<String> arguments = new ArrayList<>(List.of("dev", "up", "--dir", folder.toString()));
        arguments.addAll(Arrays.asList(options));
        Program program = new Program(home);
        var _ = program.run(arguments, variables);
        return new DevCluster(program, folder, Access.read(folder.resolve("client.env")));
    }

    /** Makes a cluster that is not started, with further options of {@code dev found}. */
    public static DevCluster found(Path home, Path folder, String... options) throws IOException {
        List<String> arguments =
                new ArrayList<>(List.of("dev", "found", "--dir", folder.toString()));
        arguments.addAll(Arrays.asList(options));
        Program program = new Program(home);
        var _ = program.run(arguments, Map.of());
        return new DevCluster(program, folder, Access.read(folder.resolve("client.env")));
    }

    /**
     * A subcommand of {@code dev} for one node: kill, stop, start, pause, resume, add or remove.
     */
    public void node(String subcommand, int node, String... options) throws IOException {
        node(subcommand, node, Map.of(), options);
    }

    private void node(String subcommand, int node, Map<String, String> variables, String... options)
            throws IOException {
        List<String> arguments =
                new ArrayList<>(
                        List.of(
                                "dev",
                                subcommand,
                                "--dir",
                                folder.toString(),
                                "--node",
                                Integer.toString(node)));
        arguments.addAll(Arrays.asList(options));
        var _ = program.run(arguments, variables);
    }

    /** Starts a node with more of the environment. */
    public void start(int node, Map<String, String> variables) throws IOException {
        node("start", node, variables);
    }

    /**
     * {@code strongroom cluster ...} as the cluster's administrator.
     *
     * @return its standard output
     * @throws IOException with all its output when it does not end with 0
     */
    public String administer(String... arguments) throws IOException {
        return asAdministrator("cluster", arguments);
    }

    /** {@code strongroom hsm ...}, likewise. */
    public String hsm(String... arguments) throws IOException {
        return asAdministrator("hsm", arguments);
    }

    /** {@code strongroom role ...}, likewise. */
    public String role(String... arguments) throws IOException {
        return asAdministrator("role", arguments);
    }

    private String asAdministrator(String group, String... arguments) throws IOException {
        List<String> all = new ArrayList<>(List.of(group));
        all.addAll(Arrays.asList(arguments));
        all.addAll(List.of("--env", folder.resolve("client.env").toString()));
        return program.run(all, Map.of());
    }

    /** The same cluster with what {@code client.env} says now. */
    public DevCluster reread() throws IOException {
        return new DevCluster(program, folder, Access.read(folder.resolve("client.env")));
    }

    /** What {@code dev status} prints. */
    public List<String> statusLines() throws IOException {
        return program.run(List.of("dev", "status", "--dir", folder.toString()), Map.of())
                .lines()
                .toList();
    }

    /** What {@code dev status} says about each node, in the order of their numbers. */
    public List<NodeState> status() throws IOException {
        return statusLines().stream().map(NodeState::parse).toList();
    }

    /**
     * The node that leads; waits while they elect one, which a busy machine makes them do at any
     * time.
     *
     * @throws IOException when none is elected within two minutes
     */
    public NodeState leader() throws IOException {
        long deadline = System.nanoTime() + ELECTS_WITHIN.toNanos();
        while (true) {
            List<NodeState> nodes = status();
            Optional<NodeState> leader = nodes.stream().filter(NodeState::leads).findFirst();
            if (leader.isPresent()) {
                return leader.get();
            }
            if (System.nanoTime() - deadline >= 0) {
                throw new IOException("no leader within " + ELECTS_WITHIN + " among " + nodes);
            }
        }
    }

    /**
     * SIGKILL to all of them within a millisecond or so, which the commands of {@code dev}, a JVM
     * each, cannot do. Waits until they are gone.
     *
     * @param nodes as {@link #status} gave them just now
     * @return when the first was killed, by {@link System#nanoTime}
     */
    public static long killAtOnce(List<NodeState> nodes) throws IOException {
        List<ProcessHandle> processes =
                nodes.stream()
                        .flatMap(node -> node.pid().stream().mapToObj(ProcessHandle::of))
                        .flatMap(Optional::stream)
                        .toList();
        long killed = System.nanoTime();
        for (ProcessHandle process : processes) {
            if (!process.destroyForcibly() && process.isAlive()) {
                throw new IOException("cannot kill the process " + process.pid());
            }
        }
        for (ProcessHandle process : processes) {
            process.onExit().orTimeout(ENDS_WITHIN_SECONDS, TimeUnit.SECONDS).join();
        }
        return killed;
    }

    /** A value of {@code client.env}. */
    public String env(String name) {
        return access.env(name);
    }

    public Path folder() {
        return folder;
    }

    /** The nodes' URLs in the order of their numbers. */
    public List<URI> nodes() {
        return access.nodes();
    }

    /** The smart client's transport to this cluster; the caller closes it. */
    public Transport transport(Tuning tuning) throws IOException {
        return access.transport(tuning);
    }

    /** Trust in the cluster's authority. */
    public Trust trust() throws IOException {
        return access.trust();
    }

    /** Tokens of the cluster's secrets officer. */
    public TokenProvider tokens(Transport transport) {
        return access.tokens(transport);
    }

    /** A client over the transport, as the cluster's secrets officer. */
    public StrongroomClient client(Transport transport) {
        return access.client(transport);
    }

    /** Stops every node; the folder stays. Nothing happens when they are stopped already. */
    public void down() throws IOException {
        var _ = program.run(List.of("dev", "down", "--dir", folder.toString()), Map.of());
    }

    /** Starts the stopped nodes again, all of them. */
    public void upAgain() throws IOException {
        var _ = program.run(List.of("dev", "up", "--dir", folder.toString()), Map.of());
    }

    @Override
    public void close() throws IOException {
        down();
    }
}
