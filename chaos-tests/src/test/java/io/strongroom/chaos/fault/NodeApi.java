package io.strongroom.chaos.fault;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.strongroom.chaos.cluster.Await;
import io.strongroom.chaos.cluster.DevCluster;
import io.strongroom.client.http.Answer;
import io.strongroom.client.http.Call;
import io.strongroom.client.http.Content;
import io.strongroom.client.http.Exchange;
import io.strongroom.client.http.ExchangeException;
import io.strongroom.client.http.Trust;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/**
 * The API of single nodes, each call sent to one of them, once. Thread-safe.
 *
 * @param token of the cluster's officer, good for an hour
 */
record NodeApi(DevCluster cluster, Exchange exchange, String token) implements AutoCloseable {
    static final Answer NO_ANSWER = new Answer(0, List.of(), Content.EMPTY);

    private static final int CONNECTIONS = 4_000;
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    /** A machine that stands still keeps a handshake waiting, too. */
    private static final Duration CONNECTS_WITHIN = Duration.ofSeconds(15);

    private static final Duration ELECTS_WITHIN = Duration.ofSeconds(60);
    private static final long PAUSE_NANOS = Duration.ofMillis(100).toNanos();
    private static final ObjectMapper JSON = new ObjectMapper();

    /** With a token from the first node that gives one. */
    static NodeApi of(DevCluster cluster) throws IOException {
        Exchange exchange =
                new Exchange(
                        Trust.pem(Path.of(cluster.env("STRONGROOM_CA"))),
                        CONNECTIONS,
                        4 * cluster.nodes().size(),
                        CONNECTS_WITHIN);
        return new NodeApi(cluster, exchange, "").withFreshToken();
    }

    /** The same with a token of now. */
    NodeApi withFreshToken() {
        AtomicReference<String> given = new AtomicReference<>("");
        Await.until(
                "a node gives a token",
                ELECTS_WITHIN,
                () -> {
                    for (int node : nodes()) {
                        Answer answer = token(node);
                        if (answer.isSuccess()) {
                            given.set(json(answer).get("access_token").asText());
                            return true;
                        }
                    }
                    return false;
                });
        return new NodeApi(cluster, exchange, given.get());
    }

    private Answer token(int node) {
        URI vault = vault("default");
        String form =
                "grant_type=client_credentials&client_id=%s&client_secret=%s&scope=%s"
                        .formatted(
                                cluster.env("AZURE_CLIENT_ID"),
                                encoded(cluster.env("AZURE_CLIENT_SECRET")),
                                encoded(
                                        "https://%s:%d/.default"
                                                .formatted(
                                                        vault.getHost().replace("default.", ""),
                                                        vault.getPort())));
        return send(
                node,
                Call.change(
                                "POST",
                                URI.create(cluster.env("AZURE_AUTHORITY_HOST"))
                                        .resolve(
                                                "/"
                                                        + cluster.env("AZURE_TENANT_ID")
                                                        + "/oauth2/v2.0/token"),
                                Content.ofUtf8(form))
                        .with("Content-Type", "application/x-www-form-urlencoded"));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    List<Integer> nodes() {
        return IntStream.rangeClosed(1, cluster.nodes().size()).boxed().toList();
    }

    private URI vault(String name) {
        return URI.create(
                cluster.env("STRONGROOM_VAULT_URI").replace("//default.", "//" + name + "."));
    }

    /** What the node answers; {@link #NO_ANSWER} when there is none. */
    Answer send(int node, Call call) {
        try {
            return exchange.send(cluster.nodes().get(node - 1), call, TIMEOUT);
        } catch (ExchangeException e) {
            return NO_ANSWER;
        }
    }

    private URI uri(String vault, String path) {
        return vault(vault).resolve(path + "?api-version=7.4");
    }

    /** A read of a vault, with the officer's token. */
    Call read(String vault, String path) {
        return Call.read("GET", uri(vault, path)).with("Authorization", "Bearer " + token);
    }

    /** A change of a vault without a body. */
    Call change(String method, String vault, String path) {
        return Call.change(method, uri(vault, path), Content.EMPTY)
                .with("Authorization", "Bearer " + token);
    }

    /** A set, under a request id of its own. */
    Call set(String vault, String name, String value) {
        return Call.change(
                        "PUT",
                        uri(vault, "/secrets/" + name),
                        Content.ofUtf8("{\"value\":\"" + value + "\"}"))
                .with("Content-Type", "application/json")
                .with("Authorization", "Bearer " + token);
    }

    /** JSON that is posted to a vault and changes nothing if it is sent again: the use of a key. */
    Call use(String vault, String path, String json) {
        return new Call("POST", uri(vault, path), List.of(), Content.ofUtf8(json), Call.Effect.NONE)
                .withRequestIds()
                .with("Content-Type", "application/json")
                .with("Authorization", "Bearer " + token);
    }

    /**
     * The node's answer to a call that is sent again, under the same request id, while the cluster
     * has no leader: on a busy machine it elects one at any time, and clients do the same.
     */
    Answer patiently(int node, Call call) {
        long deadline = System.nanoTime() + ELECTS_WITHIN.toNanos();
        Answer answer = send(node, call);
        while ((answer.status() == 503 || answer.status() == 0) && System.nanoTime() < deadline) {
            LockSupport.parkNanos(PAUSE_NANOS);
            answer = send(node, call);
        }
        return answer;
    }

    /** As {@link #send}, of a call that must succeed, be it after an election. */
    JsonNode done(int node, Call call) {
        Answer answer = patiently(node, call);
        if (!answer.isSuccess()) {
            throw new AssertionError(
                    "node %d, %s %s: %s".formatted(node, call.method(), call.uri(), text(answer)));
        }
        return json(answer);
    }

    /** Sends it, under the same request id, until it succeeds. */
    void eventually(int node, Call call, Duration within) {
        Await.until(call.method() + " " + call.uri(), within, () -> send(node, call).isSuccess());
    }

    /**
     * A secret's value through one node, be it after an election; a refusal in its place when it is
     * refused.
     */
    String value(int node, String vault, String name) {
        Answer answer = patiently(node, read(vault, "/secrets/" + name));
        return answer.isSuccess() ? json(answer).path("value").asText() : text(answer);
    }

    private Answer operations(int node, String path) {
        return send(node, Call.read("GET", cluster.nodes().get(node - 1).resolve(path)));
    }

    /** Why the node is not ready; empty when it is. */
    Optional<String> unready(int node) {
        Answer answer = operations(node, "/health/ready");
        return answer.isSuccess() ? Optional.empty() : Optional.of(text(answer));
    }

    /** A gauge or counter without labels; NaN when the node does not give it. */
    double metric(int node, String name) {
        return operations(node, "/metrics")
                .content()
                .utf8()
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
                .findFirst()
                .orElse(Double.NaN);
    }

    /** The node that says of itself that it leads. */
    Optional<Integer> leader() {
        return nodes().stream().filter(node -> metric(node, "strongroom_leader") == 1).findFirst();
    }

    /** A node that does not lead. */
    int follower() {
        int leader = awaitLeader();
        return nodes().stream().filter(node -> node != leader).findFirst().orElseThrow();
    }

    int awaitLeader() {
        // The one that was seen: asked again, it may be on its way out.
        AtomicReference<Optional<Integer>> seen = new AtomicReference<>(Optional.empty());
        Await.until(
                "a leader",
                ELECTS_WITHIN,
                () -> {
                    seen.set(leader());
                    return seen.get().isPresent();
                });
        return seen.get().orElseThrow();
    }

    Path folder(int node) {
        return cluster.folder().resolve("node-" + node);
    }

    static JsonNode json(Answer answer) {
        try {
            return JSON.readTree(answer.content().utf8());
        } catch (JsonProcessingException e) {
            throw new AssertionError("not JSON: " + text(answer), e);
        }
    }

    static String text(Answer answer) {
        return answer.status() + " " + answer.content().utf8();
    }

    /** The version in a secret's id. */
    static String version(JsonNode secret) {
        String id = secret.get("id").asText();
        return id.substring(id.lastIndexOf('/') + 1);
    }

    @Override
    public void close() throws IOException {
        exchange.close();
        cluster.close();
    }
}
