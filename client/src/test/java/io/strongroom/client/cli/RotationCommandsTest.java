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
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

class RotationCommandsTest {
    private static final String OLD = "{\"generation\":1,\"fingerprint\":\"aa\",\"state\":\"%s\"}";
    private static final String NEW = "{\"generation\":2,\"fingerprint\":\"bb\",\"state\":\"%s\"}";

    @TempDir Path folder = Path.of("");

    private final FakeCluster fakes = new FakeCluster().answers(this::node);
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private int looks;
    private String input = "";
    private String atRest = "";
    private String second = "current";
    private String destroyed = "[1],\"left\":[]";

    @BeforeEach
    void writeEnvironment() throws IOException {
        fakes.environment(folder);
    }

    @AfterEach
    void close() {
        fakes.close();
    }

    @Test
    void rotate_whileItMoves_showsEachStepOnce() {
        assertEquals(0, run("rotate"), err.toString());
        assertEquals(
                """
                root key 2 (bb) is in the HSM of the nodes [1]; missing: [2, 3]
                root key 2 is in use; left under older ones: 0 data keys, 7 keys
                root key 2 wraps everything
                1  aa  old
                2  bb  current
                An escrow of the old root key does not open what this one wraps: make a new one (strongroom hsm escrow create).
                """,
                out.toString());
    }

    @Test
    void rotate_withoutProgress_saysWhatItWaitsFor() {
        looks = -1_000;
        assertEquals(1, run("rotate", "--patience", "1"));
        assertTrue(err.toString().startsWith("error: Stalled: nothing has moved"), err.toString());
        assertTrue(err.toString().contains("missing: [2, 3]"), err.toString());
    }

    private List<String> bodies(String method, String path) {
        return fakes.seen().stream()
                .filter(seen -> seen.method().equals(method) && seen.target().endsWith(path))
                .map(Seen::body)
                .toList();
    }

    @Test
    void rotate_always_namesTheRootKeyThatItSawFirst() {
        assertEquals(0, run("rotate"), err.toString());
        assertEquals(List.of("{\"from\":1,\"extractable\":false}"), bodies("POST", "/rotation"));
    }

    @Test
    void rotate_from_namesThatOne() {
        assertEquals(0, run("rotate", "--from", "7", "--extractable"), err.toString());
        assertEquals(List.of("{\"from\":7,\"extractable\":true}"), bodies("POST", "/rotation"));
    }

    @Test
    void rotate_watch_beginsNothing() {
        assertEquals(0, run("rotate", "--watch"), err.toString());
        assertEquals(List.of(), bodies("POST", "/rotation"));
        assertTrue(out.toString().contains("root key 2 wraps everything"), out.toString());
        assertEquals(2, run("rotate", "--watch", "--from", "1"));
        assertEquals(2, run("rotate", "--watch", "--abandon"));
    }

    @Test
    void retire_notConfirmed_changesNothing() {
        atRest = "old";
        for (var typed : List.of("", "2\n", "yes\n", "1 2\n")) {
            input = typed;
            assertEquals(2, run("retire"), typed);
            assertTrue(err.toString().contains("Retires root key 1 for good"), err.toString());
            assertTrue(err.toString().contains("not confirmed"), err.toString());
        }
        assertEquals(List.of(), bodies("POST", "/root-key/retire"));
    }

    @Test
    void retire_confirmed_retiresThoseThatWereShown() {
        atRest = "old";
        input = "1\n";
        assertEquals(0, run("retire"), err.toString());
        assertEquals(List.of("{\"through\":1}"), bodies("POST", "/root-key/retire"));
        assertEquals(List.of(), bodies("POST", "/root-key/destroy"));
        assertEquals(0, run("retire", "--yes"), err.toString());
    }

    @Test
    void retire_destroyWhatIsOldOnly_isRefused() {
        atRest = "old";
        assertEquals(1, run("retire", "--destroy", "--yes"));
        assertTrue(out.toString().contains("No root key is retired"), out.toString());
        assertEquals(List.of(), bodies("POST", "/root-key/retire"));
        assertEquals(List.of(), bodies("POST", "/root-key/destroy"));
    }

    @Test
    void retire_withDestroy_asksEveryNode() {
        atRest = "retired";
        input = "1\n";
        assertEquals(0, run("retire", "--destroy"), err.toString());
        var nodes = fakes.cluster().nodes();
        assertEquals(
                Collections.nCopies(nodes.size(), "{\"through\":1}"),
                bodies("POST", "/root-key/destroy"));
        assertEquals(List.of(), bodies("POST", "/root-key/retire"));
        assertTrue(out.toString().startsWith(nodes.get(0) + ": destroyed [1]\n"), out.toString());
    }

    @Test
    void retire_destroyWhereAnotherKeyIs_saysSoAndFails() {
        atRest = "retired";
        destroyed = "[],\"left\":[1]";
        assertEquals(1, run("retire", "--destroy", "--yes"), err.toString());
        assertTrue(out.toString().contains(": nothing to destroy\n"), out.toString());
        assertTrue(out.toString().contains(": left [1]: another key"), out.toString());
    }

    @Test
    void retire_nothingOld_saysSo() {
        atRest = "retired";
        assertEquals(0, run("retire"), err.toString());
        assertTrue(out.toString().endsWith("No root key is old: there is nothing to retire.\n"));
    }

    @Test
    void retire_destroyNothingRetired_saysSo() {
        atRest = "new";
        assertEquals(0, run("retire", "--destroy"));
        assertTrue(out.toString().endsWith("is retired: there is nothing to destroy.\n"));
    }

    @Test
    void retire_several_areConfirmedAsTheyAreShown() {
        atRest = "old";
        second = "old";
        for (var typed : List.of("1 2\n", "1, 2\n", " 1,2 \n")) {
            input = typed;
            assertEquals(0, run("retire"), err.toString());
        }
        assertTrue(err.toString().contains("root keys 1 2 for good"), err.toString());
        assertTrue(err.toString().contains("To go on, type 1 2: "), err.toString());
        for (var typed : List.of("1\n", "12\n", "2 1\n", "1 2 3\n")) {
            input = typed;
            assertEquals(2, run("retire"), typed);
        }
        assertEquals(Collections.nCopies(3, "{\"through\":2}"), bodies("POST", "/root-key/retire"));
    }

    @Test
    void help_everyCommand_hasAnExample() {
        for (var command : List.of("rotate", "retire")) {
            assertEquals(0, Main.run(console(), "hsm", command, "--help"));
            assertTrue(out.toString().contains("strongroom hsm " + command), command);
            out.getBuffer().setLength(0);
        }
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
                new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                Map.of());
    }

    private synchronized Response node(Seen request) {
        if (request.target().startsWith("/tenant/oauth2")) {
            return Response.of(200, "{\"expires_in\":60,\"access_token\":\"t1\"}");
        }
        if (request.target().endsWith("/destroy")) {
            return Response.of(200, "{\"node\":1,\"destroyed\":" + destroyed + "}");
        }
        if (!atRest.isEmpty() && request.target().endsWith("/rotation")) {
            return keys(OLD.formatted(atRest), NEW.formatted(second), "[],\"missing\":[]", 0);
        }
        if (!request.target().endsWith("/rotation")) {
            return keys(OLD.formatted("retired"), NEW.formatted("current"), "[],\"missing\":[]", 0);
        }
        looks++;
        if (looks < 3) {
            return keys(OLD.formatted("current"), NEW.formatted("new"), "[1],\"missing\":[2,3]", 0);
        }
        return keys(
                OLD.formatted("old"),
                NEW.formatted("current"),
                "[],\"missing\":[]",
                looks == 3 ? 7 : 0);
    }

    private static Response keys(String first, String second, String nodes, int left) {
        return Response.of(
                200,
                "{\"keys\":[%s,%s],\"heldBy\":%s,\"dataKeysLeft\":0,\"keysLeft\":%d}"
                        .formatted(first, second, nodes, left));
    }
}
