package io.strongroom.chaos.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strongroom.chaos.cluster.Await;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * Whatever is sent gets the documented status and error body, changes nothing, and leaves no error
 * in any node's log. Each table is sent to all nodes in turn.
 */
@ExtendWith(SharedCluster.class)
final class BadInputIT {
    private static final Pattern TRACE =
            Pattern.compile(
                    "^(\\s+at |Caused by:"
                        + " )?(io\\.strongroom|com\\.linecorp|io\\.netty|com\\.fasterxml|com\\.nimbusds)\\.");

    /** What its servers say begins with their name; a stack trace may follow. */
    private static final Pattern OF_RATIS = Pattern.compile(" event=library message=\"n\\d+[@:]");

    private static final int LONGEST_HTTP2_TARGET = 50_000;
    private static final Duration READY_WITHIN = Duration.ofMinutes(2);

    private final Vault vault;

    BadInputIT(Vault vault) {
        this.vault = vault;
    }

    /** Two secrets, so that every list has a second page; one has two versions. */
    @BeforeEach
    void secrets() throws IOException {
        for (String name : List.of("kept", "other", "gone")) {
            if (read("/deletedsecrets/" + name).status() == 404
                    && read("/secrets/" + name).status() == 404) {
                vault.set(name, "first");
                vault.set(name, "second");
            }
        }
        if (read("/secrets/gone").status() == 200) {
            vault.done(vault.call("DELETE", "/secrets/gone"));
        }
    }

    private Answer read(String path) throws IOException {
        return vault.answered(1, vault.call("GET", path));
    }

    @Test
    void call_withBadToken_isUnauthorized() throws Exception {
        refused(new TokenTable(vault).rows());
    }

    @Test
    void call_withBadBody_isRefused() throws IOException {
        refused(new BodyTable(vault).rows());
    }

    @Test
    void call_withBadAddress_isRefused() throws IOException {
        refused(new AddressTable(vault).rows());
    }

    @Test
    void call_withBadQuery_isRefused() throws IOException {
        refused(new QueryTable(vault).rows());
    }

    @Test
    void call_withProtocolError_isRefused() throws IOException {
        refused(new ProtocolTable(vault).rows());
    }

    @Test
    void call_withToleratedOddity_isAnswered() throws IOException {
        refused(new AddressTable(vault).tolerated());
    }

    @Test
    void call_overHttp2WithAnyOfThem_isAnsweredAlike() throws Exception {
        List<BadRequest> rows = new ArrayList<>(new TokenTable(vault).rows());
        rows.addAll(new BodyTable(vault).rows());
        rows.addAll(new AddressTable(vault).rows());
        rows.addAll(new QueryTable(vault).rows());
        rows.addAll(new AddressTable(vault).tolerated());
        // HTTP/2 ends the connection over so long a header, which HTTP/1.1 answers.
        rows.removeIf(row -> row.request().target().length() > LONGEST_HTTP2_TARGET);
        try (Http2 http2 = new Http2(vault.wire().tls(), vault.address(1))) {
            unchangedBy(() -> {
                List<String> objections = new ArrayList<>();
                int sent = 0;
                for (BadRequest row : rows) {
                    Optional<Answer> answer = sent(http2, row.request());
                    if (answer.isPresent()) {
                        sent++;
                        objections.addAll(about(row, answer.get()));
                    }
                }
                assertTrue(sent > rows.size() / 2, sent + " of " + rows.size() + " could be sent");
                return objections;
            });
        }
    }

    @Test
    void set_atEveryLimit_isStored() throws IOException {
        String name = "limit";
        for (String value :
                List.of(
                        "v".repeat(25_600),
                        "\u00e9".repeat(12_800),
                        "\ud83d\ude00".repeat(6_400),
                        "\0".repeat(25_600),
                        "")) {
            assertEquals(value, vault.set(name, value).get("value").asText());
            assertEquals(
                    value, vault.done(vault.call("GET", "/secrets/" + name)).get("value").asText());
        }
        String body =
                """
                {"value":"x","contentType":"%s","tags":%s,"unknown":[1],
                 "attributes":{"enabled":true,"nbf":0,"exp":253402300799,"unknown":{}}}
                """
                        .formatted("c".repeat(255), BodyTable.tags(15));
        assertEquals(
                15,
                vault.done(vault.call("PUT", "/secrets/" + name).json(body)).get("tags").size());
        String longest = "n".repeat(127);
        vault.set(longest, "x");
        vault.done(
                vault.call("PATCH", "/secrets/" + longest + "/")
                        .json(
                                "{\"tags\":{\"%s\":\"%s\"}}"
                                        .formatted("n".repeat(512), "v".repeat(512))));
    }

    @Test
    void change_withExpectation_isDoneOnce() throws IOException {
        RawRequest put =
                vault.call("PUT", "/secrets/expected")
                        .json("{\"value\":\"x\"}")
                        .with("Expect: 100-continue");
        assertEquals(200, vault.answered(1, put).status());
        RawRequest old = vault.call("GET", "/secrets/expected").as("HTTP/1.0");
        assertEquals("x", vault.answered(1, old).json().path("value").asText());
        assertEquals(
                1, vault.done(vault.call("GET", "/secrets/expected/versions")).get("value").size());
    }

    @Test
    void change_withoutTls_isNotHeard() throws IOException {
        unchangedBy(() -> {
            RawRequest put = vault.call("PUT", "/secrets/plain").json("{\"value\":\"x\"}");
            List<String> objections = new ArrayList<>();
            for (byte[] bytes :
                    List.of(
                            put.toBytes(),
                            "GET /secrets\r\n".getBytes(StandardCharsets.US_ASCII),
                            new byte[500])) {
                Answer answer = Wire.sendPlain(vault.address(1), bytes);
                if (answer.status() / 100 == 2) {
                    objections.add("answered without TLS: " + answer);
                }
            }
            return objections;
        });
    }

    @Test
    void change_brokenOff_leavesNoTrace() throws IOException {
        unchangedBy(() -> {
            RawRequest put =
                    vault.call("PUT", "/secrets/broken").with("Content-Type: application/json");
            byte[] whole = put.json("{\"value\":\"x\"}").toBytes();
            for (int length = 0; length < whole.length; length += 97) {
                vault.wire().breakOff(vault.address(1), Arrays.copyOf(whole, length));
            }
            vault.wire()
                    .breakOff(
                            vault.address(1),
                            put.with("Content-Length: 1000").unmeasured("{\"value\":").toBytes());
            vault.wire()
                    .breakOff(
                            vault.address(1),
                            put.with("Transfer-Encoding: chunked")
                                    .unmeasured("5\r\n{\"val")
                                    .toBytes());
            return List.of();
        });
    }

    /** As over HTTP/1.1: what meets an election is asked again. */
    private static Optional<Answer> sent(Http2 http2, RawRequest request) throws IOException {
        Optional<Answer> first = http2.send(request);
        return first.filter(answer -> answer.status() == 503).isEmpty()
                ? first
                : Optional.of(Vault.afterElections(() -> http2.send(request).orElse(Answer.NONE)));
    }

    private void refused(List<BadRequest> rows) throws IOException {
        unchangedBy(() -> {
            List<Supplier<List<String>>> shares = new ArrayList<>();
            for (int node = 1; node <= vault.nodeCount(); node++) {
                int turn = node;
                shares.add(() -> objections(rows, turn));
            }
            return Together.all(shares).stream().flatMap(List::stream).toList();
        });
    }

    /** The rows whose turn it is at the node. */
    private List<String> objections(List<BadRequest> rows, int node) {
        List<String> objections = new ArrayList<>();
        try {
            for (int row = node - 1; row < rows.size(); row += vault.nodeCount()) {
                BadRequest bad = rows.get(row);
                // Nothing is changed by it, however often it is sent.
                objections.addAll(
                        about(bad, Vault.afterElections(() -> vault.send(node, bad.request()))));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return objections;
    }

    private List<String> about(BadRequest row, Answer answer) {
        return row.expected().objections(answer, vault.challenge()).stream()
                .map(objection -> row.name() + ": " + objection + " in " + answer)
                .toList();
    }

    /** Sends requests, and says what is wrong with the answers. */
    private interface Requests {
        List<String> send() throws IOException;
    }

    private void unchangedBy(Requests requests) throws IOException {
        Map<String, String> before = vault.content();
        List<Integer> logged = new ArrayList<>();
        for (int node = 1; node <= vault.nodeCount(); node++) {
            logged.add(vault.log(node).size());
        }
        List<String> objections = new ArrayList<>(requests.send());
        for (int node = 1; node <= vault.nodeCount(); node++) {
            List<String> lines = vault.log(node);
            troubles(lines.subList(logged.get(node - 1), lines.size())).stream()
                    .limit(5)
                    .forEach(objections::add);
        }
        assertTrue(objections.isEmpty(), () -> String.join("\n", objections));
        assertEquals(before, vault.content());
        Await.until(
                "every node is ready",
                READY_WITHIN,
                () -> IntStream.rangeClosed(1, vault.nodeCount()).allMatch(this::ready));
    }

    private boolean ready(int node) {
        try {
            return vault.send(node, RawRequest.of("GET", "/health/ready").with("Host: x")).status()
                    == 200;
        } catch (IOException e) {
            return false;
        }
    }

    /** Ratis tells of slow machines and elections, which is no answer to what was sent. */
    private static List<String> troubles(List<String> lines) {
        List<String> troubles = new ArrayList<>();
        boolean ofRatis = false;
        for (String line : lines) {
            if (line.contains(" event=")) {
                ofRatis = OF_RATIS.matcher(line).find();
            }
            if (!ofRatis && (line.contains(" ERROR ") || TRACE.matcher(line).find())) {
                troubles.add(line);
            }
        }
        return troubles;
    }
}
