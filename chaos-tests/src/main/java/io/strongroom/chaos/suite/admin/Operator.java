package io.strongroom.chaos.suite.admin;

import io.strongroom.chaos.cluster.Access;
import io.strongroom.chaos.cluster.Program;
import io.strongroom.chaos.suite.stage.NodeFailure;
import io.strongroom.chaos.suite.stage.Stage;
import io.strongroom.chaos.suite.stage.StageException;
import io.strongroom.client.AdminClient;
import io.strongroom.client.StrongroomClient;
import io.strongroom.client.StrongroomException;
import io.strongroom.client.TokenProvider;
import io.strongroom.client.api.ClusterJson;
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

/**
 * Administers a cluster by the commands that people type. What is refused is asked again for two
 * minutes, as people do: the leader may just have moved, or a node that is not yet a member have
 * been asked, which knows no tokens. Thread-safe.
 *
 * @param environment the cluster's {@code client.env}
 */
public record Operator(Program program, Path environment, Access access) {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration ANSWERS_WITHIN = Duration.ofSeconds(4);
    private static final String LEADER = "leader";

    public static Operator of(Stage stage) {
        return new Operator(
                new Program(stage.plan().home()),
                stage.plan().folder().resolve("client.env"),
                stage.access());
    }

    public void transferLeadership(int id) throws StageException, InterruptedException {
        command("transfer-leadership", "--to", Integer.toString(id));
    }

    public void remove(int id) throws StageException, InterruptedException {
        command("remove-node", Integer.toString(id), "--yes");
    }

    /** Takes a node in that runs already, and gives it its vote. */
    public void add(Newcomer node) throws StageException, InterruptedException {
        command(words("add-node", node));
    }

    /** The same in place of one that is gone. */
    public void replace(int dead, Newcomer node) throws StageException, InterruptedException {
        List<String> words = new ArrayList<>(Arrays.asList(words("replace-node", node)));
        words.addAll(List.of("--dead", Integer.toString(dead)));
        command(words.toArray(String[]::new));
    }

    /** At the newest level of the node that leads. */
    public void finalizeLevel() throws StageException, InterruptedException {
        command("finalize");
    }

    /**
     * Repairs the log of a node that is down.
     *
     * @param configuration the node's
     * @return how that ended, also where it refused
     */
    public Program.Ended repairLog(String configuration) throws StageException {
        try {
            return program.end(List.of("repair-log", "--config", configuration), Map.of());
        } catch (IOException e) {
            throw new StageException("repair-log: " + e.getMessage(), e);
        }
    }

    /** The leader's view: another node may know less, and a new voter no member for a moment. */
    public ClusterJson status() throws StageException, InterruptedException {
        return patiently(() -> {
            try (Transport all = access.transport(Tuning.defaults())) {
                TokenProvider tokens = access.tokens(all);
                for (URI node : access.nodes()) {
                    Optional<ClusterJson> view = status(all, node, tokens);
                    if (view.filter(one -> one.node().role().equals(LEADER)).isPresent()) {
                        return view.get();
                    }
                }
            }
            throw new IOException("no node says that it leads");
        });
    }

    /** One node's view; empty when it does not answer. */
    private static Optional<ClusterJson> status(Transport all, URI node, TokenProvider tokens) {
        Tuning tuning = Tuning.defaults().withTotal(ANSWERS_WITHIN);
        try (Transport only = new Transport(all.cluster().only(node), tuning)) {
            return Optional.of(new AdminClient(only, tokens).status());
        } catch (StrongroomException e) {
            return Optional.empty();
        }
    }

    /** Stores something and removes it for good, which has every node drop its log behind that. */
    public void purgeOne() throws StageException, InterruptedException {
        var _ =
                patiently(() -> {
                    // Another one each time: a name that is deleted cannot be set.
                    String name = "purged-" + System.nanoTime();
                    try (Transport transport = access.transport(Tuning.defaults())) {
                        StrongroomClient client = access.client(transport);
                        var _ = client.set(name, "x");
                        var _ = client.delete(name);
                        client.purge(name);
                        return name;
                    }
                });
    }

    private static String[] words(String command, Newcomer node) {
        return new String[] {
            command,
            "--id",
            Integer.toString(node.id()),
            "--host",
            node.host(),
            "--port",
            Integer.toString(node.port())
        };
    }

    private void command(String... words) throws StageException, InterruptedException {
        List<String> all = new ArrayList<>(List.of("cluster"));
        all.addAll(Arrays.asList(words));
        all.addAll(List.of("--env", environment.toString()));
        var _ = patiently(() -> program.run(all, Map.of()));
    }

    /** What is asked of the cluster. */
    private interface Request<T> {
        T carryOut() throws IOException;
    }

    private static <T> T patiently(Request<T> request) throws StageException, InterruptedException {
        long start = System.nanoTime();
        while (true) {
            try {
                return request.carryOut();
            } catch (IOException | StrongroomException e) {
                if (System.nanoTime() - start > PATIENCE.toNanos()) {
                    throw new NodeFailure(
                            "the operator was refused for two minutes: " + e.getMessage(), e);
                }
            }
            Thread.sleep(PAUSE);
        }
    }
}
