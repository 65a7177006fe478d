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

class RoleCommandsTest {
    private static final String ID = "eeeeeeee-0000-0000-0000-00000000000e";
    private static final String PRINCIPAL = "aaaaaaaa-0000-0000-0000-00000000000b";
    private static final String ASSIGNMENT =
            """
            {"id":"%s","vault":"default","principalObjectId":"%s","role":"Key Vault Reader",
             "roleDefinitionId":"21090545-7ca7-4776-b22c-e363652d74d2"}
            """
                    .formatted(ID, PRINCIPAL);

    @TempDir Path folder = Path.of("");

    private final FakeCluster fakes = new FakeCluster().answers(this::node);
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private int unavailable;

    /** More members of the assignment. */
    private String object = "";

    @BeforeEach
    void writeEnvironment() throws IOException {
        fakes.environment(folder);
    }

    @AfterEach
    void close() {
        fakes.close();
    }

    @Test
    void list_showsOneLinePerAssignment() {
        assertEquals(0, run("list"), err.toString());
        assertEquals(ID + "  default  " + PRINCIPAL + "  Key Vault Reader\n", out.toString());
        assertEquals(0, run("list", "--vault", "billing", "--json"));
        assertTrue(out.toString().contains("\"principalObjectId\":\"" + PRINCIPAL), out.toString());
        assertEquals(
                List.of(
                        "GET /admin/v1/role-assignments?vault=default ",
                        "GET /admin/v1/role-assignments?vault=billing "),
                asked());
    }

    @Test
    void add_sendsWhatIsGiven() {
        assertEquals(0, run("add", "--principal", PRINCIPAL, "--role", "Key Vault Reader"));
        assertTrue(out.toString().startsWith(ID), out.toString());
        assertEquals(0, run("add", "--principal", "p", "--role", "r", "--id", ID));
        assertEquals(
                List.of(
                        "POST /admin/v1/role-assignments {\"vault\":\"default\","
                                + "\"principalObjectId\":\""
                                + PRINCIPAL
                                + "\",\"role\":\"Key Vault Reader\"}",
                        "POST /admin/v1/role-assignments {\"vault\":\"default\","
                                + "\"principalObjectId\":\"p\",\"role\":\"r\",\"id\":\""
                                + ID
                                + "\"}"),
                asked());
        assertEquals(2, run("add", "--role", "r"));
    }

    @Test
    void add_onAnObject_sendsAndShowsIt() {
        object = ",\"object\":\"keys/signer\"";
        assertEquals(0, run("add", "--principal", "p", "--role", "r", "--object", "keys/signer"));
        assertEquals(
                ID + "  default/keys/signer  " + PRINCIPAL + "  Key Vault Reader\n",
                out.toString());
        assertTrue(asked().get(0).endsWith("\"role\":\"r\"" + object + "}"));
        assertEquals(0, run("list"));
        assertTrue(out.toString().contains("default/keys/signer  " + PRINCIPAL));
    }

    @Test
    void remove_afterAnUnavailableNode_isSentAgainUnderTheSameId() {
        unavailable = 1;
        assertEquals(0, run("remove", ID), err.toString());
        assertEquals("removed " + ID + "\n", out.toString());
        var sent = fakes.seen().stream().filter(seen -> seen.method().equals("DELETE")).toList();
        assertEquals(2, sent.size());
        assertEquals(1, sent.stream().map(Seen::requestId).distinct().count());
    }

    @Test
    void remove_unknown_failsWithItsCode() {
        assertEquals(1, run("remove", PRINCIPAL));
        assertTrue(err.toString().startsWith("error: NotFound: no such"), err.toString());
    }

    @Test
    void list_fromSomethingElse_fails() {
        assertEquals(1, run("list", "--vault", "strange"));
        assertTrue(err.toString().contains("not a list of role assignments"), err.toString());
    }

    @Test
    void help_everyCommand_hasAnExample() {
        for (var command : List.of("list", "add", "remove")) {
            assertEquals(0, Main.run(console(), "role", command, "--help"));
            assertTrue(out.toString().contains("strongroom role " + command), command);
            out.getBuffer().setLength(0);
        }
    }

    private List<String> asked() {
        return fakes.seen().stream()
                .filter(seen -> seen.target().startsWith("/admin"))
                .map(seen -> seen.method() + " " + seen.target() + " " + seen.body())
                .toList();
    }

    private int run(String... arguments) {
        var all = new ArrayList<>(List.of("role"));
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

    private synchronized Response node(Seen request) {
        if (request.target().startsWith("/tenant/oauth2")) {
            return Response.of(200, "{\"expires_in\":60,\"access_token\":\"t1\"}");
        }
        return switch (request.method()) {
            case "GET" ->
                    Response.of(
                            200,
                            request.target().endsWith("strange")
                                    ? "{}"
                                    : "{\"value\":[" + assignment() + "]}");
            case "POST" -> Response.of(201, assignment());
            default -> removed(request);
        };
    }

    private String assignment() {
        return ASSIGNMENT.strip().replace("}", object + "}");
    }

    private Response removed(Seen request) {
        if (unavailable-- > 0) {
            return Response.error(503, "ServiceUnavailable", "OutcomeUnknown", "try again");
        }
        return request.target().endsWith(ID)
                ? Response.of(204, "")
                : Response.error(404, "NotFound", "", "no such");
    }
}
