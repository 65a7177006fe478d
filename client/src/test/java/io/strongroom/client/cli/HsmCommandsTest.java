package io.strongroom.client.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strongroom.client.fake.FakeCluster;
import io.strongroom.client.fake.Response;
import io.strongroom.client.fake.Seen;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

class HsmCommandsTest {
    private static final String ROOT = "00112233445566778899aabbccddeeff";
    private static final String JOIN =
            """
            {"id":"abc","nodeName":"node-2","publicKeyFingerprint":"0011aabb","state":"%s",
             "askedBy":"appid=x","secondsLeft":1799}
            """;

    @TempDir Path folder = Path.of("");

    private final FakeCluster fakes = new FakeCluster();
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private String root = ROOT;
    private List<Integer> withoutTokens = List.of();
    private int troubled;
    private int refusing;

    @BeforeEach
    void writeEnvironment() throws IOException {
        fakes.environment(folder);
        for (int id = 1; id <= fakes.cluster().nodes().size(); id++) {
            int node = id;
            fakes.node(node).answers(request -> node(node, request));
        }
    }

    @AfterEach
    void close() {
        fakes.close();
    }

    @Test
    void status_allTheSame_showsEachNodeAndIsWell() {
        assertEquals(0, run("status"), err.toString());
        assertTrue(out.toString().contains("node 1  token \"t\"  the root key answers"), told());
        assertTrue(out.toString().contains("\"r\"  0011 2233 4455 6677"), told());
        assertTrue(out.toString().contains("extractable, sensitive"), told());
        assertEquals(0, run("status", "--json", "--node", "1"));
        assertTrue(out.toString().contains("\"tokenLabel\":\"t\""), told());
    }

    @Test
    void status_nodesWithDifferentRootKeys_isNotWell() {
        root = "";
        assertEquals(1, run("status"), told());
    }

    @Test
    void status_nodeIsSealed_saysWhyInPlaceOfThatItGaveNoToken() {
        withoutTokens = List.of(1);
        fakes.node(1).unready("sealed until its HSM is back");
        assertEquals(1, run("status", "--node", "1"));
        assertTrue(
                err.toString()
                        .contains("\nerror: NotReady: sealed until its HSM is back (no token for"),
                err.toString());
        assertEquals(1, run("status"));
        assertTrue(told().contains("node 1  token \"t\""), told());
    }

    @Test
    void status_nodeRefusesTheCaller_saysThatAlthoughItIsNotReady() {
        refusing = 1;
        fakes.node(1).unready("catching up");
        assertEquals(1, run("status", "--node", "1"));
        assertTrue(err.toString().contains("\nerror: Forbidden: not listed"), err.toString());
    }

    @Test
    void requests_always_showsIdStateAndFingerprint() {
        assertEquals(0, run("requests", "--node", "1"), err.toString());
        assertEquals(
                "abc  waiting  node-2  asked by appid=x, forgotten in 29 min\n  key 0011 aabb\n",
                told());
    }

    @Test
    void approve_someNodeKnowsTheRequest_isDoneThere() {
        assertEquals(0, run("approve", "abc", "--fingerprint", "00 11"), err.toString());
        assertTrue(told().startsWith("abc  approved"), told());
        assertTrue(
                fakes.seen().stream()
                        .anyMatch(seen -> seen.body().equals("{\"fingerprint\":\"00 11\"}")));
        assertEquals(2, run("approve", "abc"));
    }

    @Test
    void refuse_noNodeKnowsTheRequest_isNotFound() {
        assertEquals(1, run("refuse", "other"));
        assertTrue(err.toString().startsWith("error: NotFound"), err.toString());
        assertEquals(0, run("refuse", "abc"), err.toString());
    }

    @Test
    void approve_nodesThatCannotTellWhoCalls_arePassedOver() {
        withoutTokens = List.of(1);
        assertEquals(0, run("approve", "abc", "--fingerprint", "00 11"), err.toString());
        assertTrue(told().startsWith("abc  approved"), told());
        assertTrue(err.toString().contains("no usable signing key"), err.toString());
        assertEquals(1, run("refuse", "other"));
        assertTrue(err.toString().contains("error: NotFound"), err.toString());
    }

    @Test
    void approve_noNodeCanTellWhoCalls_isUnauthorized() {
        withoutTokens = List.of(1, 2, 3);
        assertEquals(1, run("approve", "abc", "--fingerprint", "00 11"));
        assertTrue(err.toString().contains("error: Unauthorized"), err.toString());
    }

    @Test
    void refuse_oneNodeIsInTroubleAndTheOthersDoNotKnow_tellsOfTheTrouble() {
        troubled = 2;
        assertEquals(1, run("refuse", "other", "--timeout", "5"));
        var last = err.toString().lines().reduce("", (before, line) -> line);
        assertTrue(last.startsWith("error: ") && last.contains("broken inside"), err.toString());
    }

    @Test
    void help_group_namesEveryCommandOfIt() {
        assertEquals(0, Main.run(console(), "hsm", "--help"));
        for (var command : List.of("status", "approve", "rotate", "retire", "join", "escrow")) {
            assertTrue(told().contains("\n  " + command + " "), told());
        }
    }

    @Test
    void approve_wrongFingerprint_isNotTriedElsewhere() {
        assertEquals(1, run("approve", "abc", "--fingerprint", "wrong"));
        assertTrue(err.toString().startsWith("error: BadParameter"), err.toString());
        assertEquals(
                1, fakes.seen().stream().filter(seen -> seen.body().contains("wrong")).count());
    }

    @Test
    void help_everyCommand_hasAnExample() {
        for (var command : List.of("status", "requests", "approve", "refuse")) {
            assertEquals(0, Main.run(console(), "hsm", command, "--help"));
            assertTrue(out.toString().contains("strongroom hsm " + command), command);
            out.getBuffer().setLength(0);
        }
    }

    private String told() {
        return out.toString();
    }

    private int run(String... arguments) {
        var all = new ArrayList<>(List.of("hsm"));
        all.addAll(List.of(arguments));
        all.addAll(List.of("--env", folder.resolve("client.env").toString()));
        return Main.run(console(), all.toArray(String[]::new));
    }

    private Console console() {
        return new Console(
                new PrintWriter(out, true),
                new PrintWriter(err, true),
                new ByteArrayInputStream(new byte[0]),
                Map.of());
    }

    private synchronized Response node(int id, Seen request) {
        if (request.target().startsWith("/tenant/oauth2")) {
            return withoutTokens.contains(id)
                    ? Response.of(400, "{\"error_description\":\"no usable signing key\"}")
                    : Response.of(200, "{\"expires_in\":60,\"access_token\":\"t1\"}");
        }
        if (refusing == id) {
            return Response.error(403, "Forbidden", "", "not listed");
        }
        if (troubled == id) {
            return Response.error(500, "InternalServerError", "", "broken inside");
        }
        return switch (request.method() + " " + request.target()) {
            case "GET /admin/v1/hsm" -> Response.of(200, status());
            case "GET /admin/v1/hsm/joins" ->
                    Response.of(200, "{\"value\":[" + JOIN.formatted("waiting") + "]}");
            case "POST /admin/v1/hsm/joins/abc/approve" ->
                    request.body().contains("wrong")
                            ? Response.error(400, "BadParameter", "", "not that of the key")
                            : Response.of(200, JOIN.formatted("approved"));
            case "POST /admin/v1/hsm/joins/abc/refuse" ->
                    Response.of(200, JOIN.formatted("refused"));
            default -> Response.error(404, "NotFound", "", "no such request");
        };
    }

    /** Another root key each time when none is said. */
    private String status() {
        String fingerprint = root.isEmpty() ? "%032x".formatted(fakes.seen().size()) : root;
        return """
        {"node":1,"kind":"pkcs11","available":true,"fingerprint":"%s","tokenLabel":"t",
         "keyLabel":"r","mechanisms":["CKM_RSA_PKCS_OAEP"],"keys":[{"label":"r",
         "fingerprint":"%s","extractable":true,"trusted":false,"sensitive":true}]}
        """
                .formatted(fingerprint, fingerprint);
    }
}
