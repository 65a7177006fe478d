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

class RotationCommandsTest {
    private static final String OLD = "{\"generation\":1,\"fingerprint\":\"aa\",\"state\":\"%s\"}";
    private static final String NEW = "{\"generation\":2,\"fingerprint\":\"bb\",\"state\":\"%s\"}";

    @TempDir Path folder = Path.of("");

    private final FakeCluster fakes = new FakeCluster().answers(this::node);
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private int looks;

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

    @Test
    void retire_withDestroy_asksEveryNode() {
        assertEquals(0, run("retire", "--destroy"), err.toString());
        var destroyed =
                fakes.seen().stream()
                        .filter(seen -> seen.target().endsWith("/root-key/destroy"))
                        .count();
        assertEquals(fakes.cluster().nodes().size(), destroyed);
        assertTrue(out.toString().startsWith("1  aa  retired\n"), out.toString());
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
                new ByteArrayInputStream(new byte[0]),
                Map.of());
    }

    private synchronized Response node(Seen request) {
        if (request.target().startsWith("/tenant/oauth2")) {
            return Response.of(200, "{\"expires_in\":60,\"access_token\":\"t1\"}");
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
