package io.strongroom.chaos.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.strongroom.chaos.cluster.Await;
import io.strongroom.chaos.cluster.NodeState;
import io.strongroom.client.http.Call;
import io.strongroom.client.http.Content;
import io.strongroom.client.http.Exchange;
import io.strongroom.client.http.ExchangeException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Roles that are given and taken away while the cluster runs, and from when on that holds. */
@ExtendWith(SharedCluster.class)
final class RoleAssignmentsIT {
    private static final Duration SETTLES_WITHIN = Duration.ofMinutes(2);
    private static final String ROLES = "/admin/v1/role-assignments";
    private static final String OFFICER = "Key Vault Secrets Officer";
    private static final String NAME = "/secrets/of-the-revoked";
    private static final int LAGGING_CALLS = 12;

    private final Vault vault;

    RoleAssignmentsIT(Vault vault) {
        this.vault = vault;
    }

    @Test
    void remove_whileItsHolderIsBusyOnEveryNode_holdsFromItsAnswerOn()
            throws IOException, InterruptedException {
        vault.done(vault.call("PUT", NAME).json("{\"value\":\"kept\"}"));
        String path = give(1);
        for (int node = 1; node <= vault.nodeCount(); node++) {
            assertEquals(
                    200,
                    inTheEnd(node, "GET").status(),
                    "given through node 1, asked of node " + node);
        }
        try (RevokedLoad load = RevokedLoad.on(vault.nodeCount(), this::call)) {
            Await.until("successes on all nodes", SETTLES_WITHIN, load::succeedsEverywhere);
            Answer removed = vault.answered(2, vault.request("DELETE", path));
            assertEquals(204, removed.status(), removed::toString);
            load.revokedNow();
            Await.until("refusals on all nodes", SETTLES_WITHIN, load::isRefusedEverywhere);
            assertEquals(List.of(), load.successesAfterwards());
        }
        assertEquals(404, vault.answered(3, vault.request("DELETE", path)).status());

        String again = give(3);
        assertEquals(path, again);
        for (int node = 1; node <= vault.nodeCount(); node++) {
            assertEquals(200, inTheEnd(node, "GET").status());
            assertEquals(200, inTheEnd(node, "PUT").status());
        }
        vault.done(vault.request("DELETE", again));
    }

    @Test
    void changes_authorisedOnANodeThatLags_areRefused() throws IOException {
        String path = give(1);
        int lagging =
                vault.cluster().status().stream()
                        .filter(state -> !state.leads())
                        .mapToInt(NodeState::node)
                        .findFirst()
                        .orElseThrow();
        assertEquals(200, inTheEnd(lagging, "PUT").status());
        try (Exchange exchange =
                        new Exchange(
                                vault.cluster().trust(), LAGGING_CALLS, 1, Duration.ofSeconds(20));
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            // Connections that are open already: a handshake would give the node time to catch up.
            Await.until(
                    "successes over all of them",
                    SETTLES_WITHIN,
                    () ->
                            statuses(callsTo(lagging, exchange, threads)).stream()
                                    .allMatch(status -> status == 200));
            List<CompletableFuture<Integer>> late = List.of();
            vault.cluster().node("pause", lagging);
            try {
                Answer removed = vault.answered(lagging % 3 + 1, vault.request("DELETE", path));
                assertEquals(204, removed.status(), removed::toString);
                // They wait in the stopped node's sockets: it meets them as soon as the entry.
                late = callsTo(lagging, exchange, threads);
            } finally {
                vault.cluster().node("resume", lagging);
            }
            for (int status : statuses(late)) {
                // Cut off for a moment it may know of no leader; it must not say yes.
                assertTrue(status == 403 || status == 503, () -> "answered " + status);
            }
        }
        Await.until("a refusal", SETTLES_WITHIN, () -> write(lagging).status() == 403);
    }

    @Test
    void remove_ofWhatTheConfigurationLists_staysRemovedAcrossARestart()
            throws IOException, InterruptedException {
        JsonNode given = officersOf("second").getFirst();
        String id = given.get("id").asText();
        OneNode.Ended removed = role("remove", id);
        assertEquals(0, removed.exitCode(), removed.output());
        int node = 3;
        vault.cluster().node("stop", node);
        vault.cluster().node("start", node);
        Await.until("it to be ready", SETTLES_WITHIN, () -> isReady(node));
        assertEquals(List.of(), officersOf("second"));
        RawRequest read =
                vault.call("GET", "/secrets/never-set-there")
                        .instead("Host", vault.host().replaceFirst("^[^.]*", "second"));
        assertEquals(403, vault.answered(node, read).status());

        OneNode.Ended added =
                role(
                        "add",
                        "--vault",
                        "second",
                        "--role",
                        given.get("role").asText(),
                        "--principal",
                        given.get("principalObjectId").asText());
        assertEquals(0, added.exitCode(), added.output());
        assertTrue(added.output().contains(id), added.output());
        OneNode.Ended list = role("list", "--vault", "second");
        assertTrue(list.output().contains(OFFICER), list.output());
        assertEquals(404, vault.answered(node, read).status());
    }

    /** The configuration lists one, beside those of other roles. */
    private List<JsonNode> officersOf(String name) throws IOException {
        return listed(name)
                .valueStream()
                .filter(one -> one.get("role").asText().equals(OFFICER))
                .toList();
    }

    private OneNode.Ended role(String... arguments) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of("role"));
        all.addAll(List.of(arguments));
        all.addAll(List.of("--env", vault.cluster().folder().resolve("client.env").toString()));
        return OneNode.run(all.toArray(String[]::new));
    }

    private boolean isReady(int node) {
        try {
            return vault.send(node, vault.anonymous("GET", "/health/ready")).status() == 200;
        } catch (IOException notYet) {
            return false;
        }
    }

    private JsonNode listed(String name) throws IOException {
        return vault.done(vault.request("GET", ROLES + "?vault=" + name)).get("value");
    }

    /** Gives the principal that has no role one, and tells where the assignment is. */
    private String give(int node) throws IOException {
        String body =
                "{\"vault\":\"default\",\"role\":\"%s\",\"principalObjectId\":\"%s\"}"
                        .formatted(OFFICER, objectId());
        Answer added = vault.answered(node, vault.request("POST", ROLES).json(body));
        assertEquals(201, added.status(), added::toString);
        return ROLES + "/" + added.json().get("id").asText();
    }

    private String objectId() throws IOException {
        byte[] claims = Base64.getUrlDecoder().decode(vault.noRoleToken().split("\\.", 3)[1]);
        return new ObjectMapper().readTree(claims).get("oid").asText();
    }

    private int call(int node, int turn) throws IOException {
        return (turn % 2 == 0 ? read(node) : write(node)).status();
    }

    /** Be it after an election. */
    private Answer inTheEnd(int node, String method) throws IOException {
        return Vault.afterElections(() -> method.equals("GET") ? read(node) : write(node));
    }

    private Answer read(int node) throws IOException {
        return vault.send(node, asTheRevoked("GET"));
    }

    private Answer write(int node) throws IOException {
        return vault.send(node, asTheRevoked("PUT").json("{\"value\":\"theirs\"}"));
    }

    private List<CompletableFuture<Integer>> callsTo(
            int node, Exchange exchange, ExecutorService threads) {
        List<CompletableFuture<Integer>> calls = new ArrayList<>();
        for (int i = 0; i < LAGGING_CALLS; i++) {
            calls.add(CompletableFuture.supplyAsync(() -> written(node, exchange), threads));
        }
        return calls;
    }

    private static List<Integer> statuses(List<CompletableFuture<Integer>> calls) {
        return calls.stream().map(CompletableFuture::join).toList();
    }

    /** A change over a connection that may be open already. */
    private int written(int node, Exchange exchange) {
        Call set =
                Call.change(
                                "PUT",
                                URI.create("https://" + vault.host() + NAME + "?" + Vault.API),
                                Content.ofUtf8("{\"value\":\"theirs\"}"))
                        .with("Content-Type", "application/json")
                        .with("Authorization", "Bearer " + vault.noRoleToken());
        try {
            return exchange.send(vault.cluster().nodes().get(node - 1), set, Duration.ofMinutes(1))
                    .status();
        } catch (ExchangeException e) {
            throw new IllegalStateException(e);
        }
    }

    private RawRequest asTheRevoked(String method) {
        return vault.anonymous(method, NAME + "?" + Vault.API)
                .with("Authorization: Bearer " + vault.noRoleToken());
    }
}
