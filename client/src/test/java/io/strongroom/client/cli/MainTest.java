package io.strongroom.client.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strongroom.client.fake.FakeCluster;
import io.strongroom.client.fake.Response;
import io.strongroom.client.fake.Seen;
import io.strongroom.client.fake.TestCa;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

class MainTest {
    @TempDir Path folder = Path.of("");

    private final FakeCluster fakes = new FakeCluster().answers(MainTest::vault);
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private byte[] input = new byte[0];

    @BeforeEach
    void writeEnvironment() throws IOException {
        Files.copy(TestCa.good().pem(), folder.resolve("ca.pem"));
        var nodes =
                fakes.cluster().nodes().stream()
                        .map(Object::toString)
                        .collect(Collectors.joining(","));
        Files.writeString(
                folder.resolve("client.env"),
                """
                # A development cluster
                STRONGROOM_VAULT_URI=https://default.vault.localhost:8443
                export STRONGROOM_NODES="%s"
                STRONGROOM_CA=ca.pem
                AZURE_TENANT_ID=tenant
                AZURE_CLIENT_ID=app
                AZURE_CLIENT_SECRET=pass=word
                AZURE_AUTHORITY_HOST=https://login.localhost:8443/
                """
                        .formatted(nodes));
    }

    @AfterEach
    void close() {
        fakes.close();
    }

    @Test
    void set_fromStandardInput_dropsOneLineBreakAndPrintsNoValue() {
        input = "s3cret\n\n".getBytes(StandardCharsets.UTF_8);
        assertEquals(0, run("secret", "set", "db", "--tag", "a=b", "--enabled", "true"));
        assertEquals("set db 0123456789abcdef0123456789abcdef\n", out.toString());
        assertEquals(
                "{\"value\":\"s3cret\\n\",\"attributes\":{\"enabled\":true},"
                        + "\"tags\":{\"a\":\"b\"}}",
                lastSeen().body());
    }

    @Test
    void set_fromFileAndFromOption_takesThemAsTheyAre() throws IOException {
        var file = Files.writeString(folder.resolve("value"), "s3cret\n");
        assertEquals(0, run("secret", "set", "db", "--value-file", file.toString(), "--json"));
        assertTrue(lastSeen().body().contains("\"s3cret\\n\""));
        assertFalse(out.toString().contains("s3cret"));
        assertEquals(0, run("secret", "set", "db", "--value", "other"));
        assertTrue(lastSeen().body().contains("\"other\""));
        assertEquals(
                2, run("secret", "set", "db", "--value", "x", "--value-file", file.toString()));
    }

    @Test
    void set_notUtf8_isNotUnderstood() {
        input = new byte[] {(byte) 0xff};
        assertEquals(2, run("secret", "set", "db"));
        assertEquals(List.of(), fakes.seen());
    }

    @Test
    void get_printsTheValue() {
        assertEquals(0, run("secret", "get", "db"));
        assertEquals("s3cret\n", out.toString());
    }

    @Test
    void get_json_printsAllMembers() {
        assertEquals(0, run("secret", "get", "db", "--json"));
        assertTrue(out.toString().contains("\"updated\":\"2017-05-04T22:53:31Z\""), out.toString());
        assertTrue(out.toString().contains("\"value\":\"s3cret\""));
    }

    @Test
    void get_fromOneNode_asksOnlyThat() {
        assertEquals(0, run("secret", "get", "db", "--node", "3"));
        assertTrue(fakes.seen().size() >= 2);
        assertEquals(fakes.seen().size(), fakes.node(3).seen().size());
        assertEquals(2, run("secret", "get", "db", "--node", "4"));
    }

    @Test
    void get_anotherVault_namesIt() {
        assertEquals(0, run("secret", "get", "db", "--vault", "billing"));
        assertEquals("billing.vault.localhost:8443", lastSeen().header("host").orElseThrow());
    }

    @Test
    void get_absent_failsWithItsCode() {
        assertEquals(1, run("secret", "get", "absent"));
        assertTrue(
                err.toString().startsWith("error: SecretNotFound: was not found"), err.toString());
        assertEquals("", out.toString());
    }

    @Test
    void get_nameThatCannotBeOne_isNotUnderstood() {
        assertEquals(2, run("secret", "get", "no_such_form"));
        assertTrue(err.toString().startsWith("error: USAGE: "));
    }

    @Test
    void list_printsNoValues() {
        assertEquals(0, run("secret", "list"));
        assertEquals("db  enabled  updated 1970-01-01T00:00:01Z\n", out.toString());
        assertEquals(0, run("secret", "versions", "db", "--json"));
        assertTrue(out.toString().contains("[{\"name\":\"db\""), out.toString());
    }

    @Test
    void deletedLifecycle_succeeds() {
        assertEquals(0, run("secret", "update", "db", "--enabled", "false"));
        assertEquals(0, run("secret", "delete", "db"));
        assertEquals(0, run("secret", "deleted"));
        assertEquals(0, run("secret", "show-deleted", "db"));
        assertEquals(0, run("secret", "recover", "db"));
        assertEquals(0, run("secret", "purge", "db"));
        assertTrue(out.toString().endsWith("purged db\n"));
    }

    @Test
    void backupAndRestore_passTheBlob() {
        assertEquals(0, run("secret", "backup", "db"));
        assertEquals("blob\n", out.toString());
        input = "blob\n".getBytes(StandardCharsets.UTF_8);
        assertEquals(0, run("secret", "restore"));
        assertEquals("{\"value\":\"blob\"}", lastSeen().body());
    }

    @Test
    void token_printsIt() {
        assertEquals(0, run("token"));
        assertEquals("t1\n", out.toString());
    }

    @Test
    void status_allReady_succeedsElseFails() {
        assertEquals(0, run("status"));
        var lines = out.toString().lines().toList();
        assertEquals(3, lines.size());
        assertTrue(lines.get(0).endsWith("  ready  leader  leader=1  applied=7"), lines.get(0));
        fakes.node(2).close();
        assertEquals(1, run("status", "--json"));
    }

    @Test
    void anything_withoutSettings_isNotUnderstood() {
        assertEquals(2, Main.run(console(), "secret", "list"));
        assertTrue(err.toString().contains("STRONGROOM_VAULT_URI is not set"), err.toString());
        assertEquals(2, Main.run(console(), "secret", "frobnicate"));
        assertEquals(2, Main.run(console(), "secret", "list", "--env", "/does/not/exist"));
        assertEquals(2, Main.run(console()));
        assertEquals(2, Main.run(console(), "secret"));
    }

    @Test
    void help_everyCommand_hasADescriptionAndAnExample() {
        var commands =
                List.of(
                        "set",
                        "get",
                        "list",
                        "versions",
                        "update",
                        "delete",
                        "backup",
                        "restore",
                        "deleted",
                        "show-deleted",
                        "recover",
                        "purge");
        for (var command : commands) {
            assertEquals(0, Main.run(console(), "secret", command, "--help"));
            assertTrue(out.toString().contains("Example"), command);
            assertTrue(out.toString().contains("strongroom secret " + command), command);
            out.getBuffer().setLength(0);
        }
        assertEquals(0, Main.run(console(), "--help"));
    }

    private int run(String... arguments) {
        var all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--env", folder.resolve("client.env").toString()));
        return Main.run(console(), all.toArray(String[]::new));
    }

    private Console console() {
        return new Console(
                new PrintWriter(out, true),
                new PrintWriter(err, true),
                new ByteArrayInputStream(input),
                Map.of());
    }

    private Seen lastSeen() {
        return fakes.seen().get(fakes.seen().size() - 1);
    }

    private static Response vault(Seen request) {
        var item =
                "{\"id\":\"https://default.vault.localhost:8443/secrets/db\","
                        + "\"attributes\":{\"updated\":1}}";
        var target = request.target();
        if (target.startsWith("/tenant/oauth2")) {
            return Response.of(200, "{\"expires_in\":60,\"access_token\":\"t1\"}");
        }
        if (target.contains("/backup")) {
            return Response.of(200, "{\"value\":\"blob\"}");
        }
        if (target.startsWith("/secrets?")
                || target.startsWith("/deletedsecrets?")
                || target.contains("/versions")) {
            return Response.of(200, "{\"value\":[" + item + "],\"nextLink\":null}");
        }
        if (target.startsWith("/secrets/absent")) {
            return Response.error(404, "SecretNotFound", "", "was not found in this key vault");
        }
        return request.method().equals("DELETE") && target.startsWith("/deletedsecrets")
                ? Response.of(204, "")
                : Response.secret("db", "s3cret");
    }
}
