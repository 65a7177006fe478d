package io.strongroom.chaos.suite.stage;

import io.strongroom.chaos.cluster.Access;
import io.strongroom.client.api.AdminPaths;
import io.strongroom.client.api.ClusterJson;
import io.strongroom.client.api.HealthJson;
import io.strongroom.client.api.StateDigestJson;
import io.strongroom.client.http.Answer;
import io.strongroom.client.http.Call;
import io.strongroom.client.http.Content;
import io.strongroom.client.http.Exchange;
import io.strongroom.client.http.ExchangeException;
import io.strongroom.client.http.JsonCodec;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

/**
 * What the nodes say of themselves, each asked alone, as a person would with curl. A node is named
 * by its host's number, which its id is at first and need not be later. Thread-safe.
 */
public final class Watch implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final Duration POLL = Duration.ofMillis(200);

    /** Its state differs from the majority's, for as long as its process lives. */
    private static final String FENCED = "strongroom_state_diverged";

    private final List<URI> nodes;

    /** Whose name requests bear that need a token. */
    private final URI vault;

    /** By host, as last told. */
    private final Map<Integer, Integer> ids = new ConcurrentHashMap<>();

    private final Exchange exchange;

    public Watch(Access access) throws IOException {
        nodes = access.nodes();
        vault = URI.create(access.env("STRONGROOM_VAULT_URI"));
        exchange = new Exchange(access.trust(), 4, nodes.size(), PATIENCE);
    }

    /** Empty when the node does not answer. */
    public Optional<HealthJson> health(int node) {
        return body(node, "/health/ready")
                .flatMap(content -> JsonCodec.read(content, HealthJson.class))
                .map(health -> {
                    ids.put(node, health.node());
                    return health;
                });
    }

    /** The id of that host's node, as it last said. */
    public int id(int node) {
        return ids.getOrDefault(node, node);
    }

    private OptionalInt host(int id) {
        return IntStream.rangeClosed(1, nodes.size()).filter(node -> id(node) == id).findFirst();
    }

    /** Whether the node says that it can serve. */
    public boolean serves(int node) {
        return health(node).map(one -> one.status().equals("ready")).orElse(false);
    }

    public boolean allServe() {
        return IntStream.rangeClosed(1, nodes.size()).allMatch(this::serves);
    }

    /** Asks until the node serves; whether it did within that time. */
    public boolean awaitServing(int node, Duration within) throws InterruptedException {
        return awaited(() -> serves(node), within);
    }

    /** The same of every node; not to the end when one has fenced itself, as that never passes. */
    public boolean awaitAllServing(Duration within) throws InterruptedException {
        // What was seen counts: asked once more, a node may have lost its leader again.
        boolean[] serve = {false};
        var _ =
                awaited(
                        () -> {
                            serve[0] = allServe();
                            return serve[0] || anyFenced();
                        },
                        within);
        return serve[0];
    }

    private boolean anyFenced() {
        return IntStream.rangeClosed(1, nodes.size()).anyMatch(node -> metric(node, FENCED) == 1);
    }

    private static boolean awaited(BooleanSupplier condition, Duration within)
            throws InterruptedException {
        long start = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - start > within.toNanos()) {
                return false;
            }
            // Nodes tell nobody that they serve: they have to be asked, and not without a pause.
            Thread.sleep(POLL);
        }
        return true;
    }

    /** The node that a majority of all says it follows, or leads. */
    public OptionalInt leader() {
        return leader(IntStream.rangeClosed(1, nodes.size()).boxed().toList());
    }

    /**
     * The same when only some are asked, the others being cut off or standing still.
     *
     * @param asked a majority, else there is no such node
     */
    public OptionalInt leader(List<Integer> asked) {
        int[] votes = new int[nodes.size() + 1];
        for (int node : asked) {
            Integer named = health(node).map(HealthJson::leader).orElse(null);
            if (named != null) {
                host(named).ifPresent(leader -> votes[leader]++);
            }
        }
        return IntStream.rangeClosed(1, nodes.size())
                .filter(node -> votes[node] > nodes.size() / 2)
                .findFirst();
    }

    /** A gauge or counter without labels; NaN when the node does not tell. */
    public double metric(int node, String name) {
        return body(node, "/metrics")
                .map(Content::utf8)
                .orElse("")
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
                .findFirst()
                .orElse(Double.NaN);
    }

    /**
     * The newest digest of the node's own state; empty when it does not answer, or has none.
     *
     * @param token an operator's
     */
    public Optional<StateDigestJson> digest(int node, String token) {
        Call call =
                Call.read("GET", vault.resolve(AdminPaths.CLUSTER))
                        .with("accept", "application/json")
                        .with("authorization", "Bearer " + token);
        return sent(node, call)
                .filter(Answer::isSuccess)
                .flatMap(answer -> JsonCodec.read(answer.content(), ClusterJson.class))
                .flatMap(cluster -> Optional.ofNullable(cluster.node().stateDigest()));
    }

    /** What the node's own clock says, to the second; empty when the node does not answer. */
    public Optional<Instant> date(int node) {
        return answer(node, "/health/ready")
                .flatMap(answer -> answer.header("date"))
                .map(date -> DateTimeFormatter.RFC_1123_DATE_TIME.parse(date, Instant::from));
    }

    private Optional<Content> body(int node, String path) {
        return answer(node, path).map(Answer::content);
    }

    private Optional<Answer> answer(int node, String path) {
        return sent(node, Call.read("GET", nodes.get(node - 1).resolve(path)));
    }

    private Optional<Answer> sent(int node, Call call) {
        try {
            return Optional.of(exchange.send(nodes.get(node - 1), call, PATIENCE));
        } catch (ExchangeException e) {
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        exchange.close();
    }
}
