package io.strongroom.client.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
import java.util.List;
import java.util.Map;

class MemberCommandsTest {
    private final FakeMembers cluster = new FakeMembers();
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private byte[] input = new byte[0];
    private Path environment = Path.of("");

    @BeforeEach
    void writeEnvironment(@TempDir Path folder) throws IOException {
        environment = cluster.environment(folder);
    }

    @AfterEach
    void close() {
        cluster.close();
    }

    @Test
    void status_showsATableAndSucceeds() {
        assertEquals(0, run("status"), out.toString() + err);
        var lines = out.toString().lines().toList();
        assertTrue(
                lines.get(0).startsWith("leader 1  term 7  commit 100  feature level 2"),
                lines.get(0));
        assertTrue(lines.get(2).startsWith("NODE  LOG ADDRESS"), lines.get(2));
        assertEquals(
                "1     node1:8444   voter   leader    yes    100    0    5 ms   2      +3 ms"
                        + "  1.0 MiB  1 KiB",
                lines.get(3));
        assertTrue(lines.get(4).contains("voter   follower"), lines.get(4));
        assertEquals(6, lines.size());
    }

    @Test
    void status_nodeDownOrListener_isNotedAndFails() {
        cluster.nodes().node(3).close();
        cluster.members().put(2, false);
        assertEquals(1, run("status"));
        assertTrue(out.toString().contains("! https://127.0.0.3:"), out.toString());
        assertTrue(out.toString().contains("! node 2 has no vote yet"), out.toString());
        assertEquals(1, run("status", "--json"));
        assertTrue(out.toString().contains("\"featureLevel\":2"), out.toString());
    }

    @Test
    void addNode_catchesUpThenVotes_andAgainChangesNothing() {
        cluster.lag(5000);
        assertEquals(
                0, run("add-node", "--id", "4", "--host", "node4", "--port", "9"), err.toString());
        assertEquals(true, cluster.members().get(4));
        assertEquals(
                List.of(
                        "POST /admin/v1/cluster/nodes {\"id\":4,\"host\":\"node4\",\"port\":9}",
                        "POST /admin/v1/cluster/nodes/4/promote {}"),
                cluster.changes());
        assertTrue(out.toString().contains("node 4: "), out.toString());
        assertTrue(out.toString().contains("node 4 votes"), out.toString());

        assertEquals(0, run("add-node", "--id", "4", "--host", "node4"));
        assertTrue(out.toString().contains("node 4 votes already"));
    }

    @Test
    void addNode_leaderSaysTooEarly_triesAgain() {
        cluster.early(2);
        assertEquals(0, run("add-node", "--id", "4", "--host", "node4"), err.toString());
        assertEquals(true, cluster.members().get(4));
    }

    @Test
    void changes_thatMeetAnother_areTriedAgain() {
        cluster.busy(2);
        assertEquals(0, run("add-node", "--id", "4", "--host", "node4"), err.toString());
        assertEquals(true, cluster.members().get(4));
        cluster.busy(1);
        assertEquals(0, run("remove-node", "2", "--yes"), err.toString());
        assertEquals(List.of(1, 3, 4), List.copyOf(cluster.members().keySet()));
        cluster.busy(1);
        assertEquals(0, run("transfer-leadership", "--to", "3"), err.toString());
        assertEquals(3, cluster.leader());
    }

    @Test
    void status_listedNodesThatAreNoMembers_areNotedAndSucceeds() {
        cluster.members().remove(3);
        assertEquals(0, run("status"), out.toString());
        assertTrue(out.toString().contains("is no member"), out.toString());
        cluster.nodes().node(3).close();
        assertEquals(0, run("status"), out.toString());
    }

    @Test
    void addNode_thatNeverMoves_failsAndStaysAListener() {
        cluster.lag(Long.MAX_VALUE);
        assertEquals(1, run("add-node", "--id", "4", "--host", "node4", "--patience", "1"));
        assertTrue(err.toString().startsWith("error: NotCaughtUp: node 4"), err.toString());
        assertEquals(false, cluster.members().get(4));
    }

    @Test
    void replaceNode_takesTheDeadOneOutInTheSameChange() {
        assertEquals(0, run("replace-node", "--dead", "2", "--id", "4", "--host", "node4"));
        assertEquals(List.of(1, 3, 4), List.copyOf(cluster.members().keySet()));
        assertEquals(
                "POST /admin/v1/cluster/nodes/4/promote {\"replaces\":2}",
                cluster.changes().get(1));
        assertEquals(2, run("replace-node", "--dead", "4", "--id", "4", "--host", "x"));
    }

    @Test
    void replaceNode_newOneVotesAlready_removesTheDead() {
        cluster.members().put(4, true);
        assertEquals(0, run("replace-node", "--dead", "2", "--id", "4", "--host", "node4"));
        assertEquals(List.of(1, 3, 4), List.copyOf(cluster.members().keySet()));
    }

    @Test
    void removeNode_confirmed_isRemoved() {
        assertEquals(2, run("remove-node", "3"));
        input = "2\n".getBytes(StandardCharsets.UTF_8);
        assertEquals(2, run("remove-node", "3"));
        assertEquals(3, cluster.members().size());
        input = "3\n".getBytes(StandardCharsets.UTF_8);
        assertEquals(0, run("remove-node", "3"), err.toString());
        assertEquals(List.of(1, 2), List.copyOf(cluster.members().keySet()));
        assertEquals(0, run("remove-node", "3", "--yes"));
    }

    @Test
    void removeNode_thatLeads_movesLeadershipFirstAndGoesOnThere() {
        assertEquals(0, run("remove-node", "1", "--yes"), err.toString());
        assertEquals(List.of(2, 3), List.copyOf(cluster.members().keySet()));
        assertEquals("POST /admin/v1/cluster/leadership {\"from\":1}", cluster.changes().get(0));
        assertTrue(
                cluster.nodes().node(2).seen().stream()
                        .anyMatch(seen -> seen.method().equals("DELETE")));
    }

    @Test
    void leadership_moves() {
        assertEquals(0, run("transfer-leadership", "--to", "3"));
        assertEquals(3, cluster.leader());
        assertEquals(0, run("step-down"));
        assertEquals(2, cluster.leader());
        assertTrue(out.toString().contains("node 3 stepped down, node 2 leads"), out.toString());
    }

    @Test
    void stepDown_repeated_succeedsAndDeposesNobody() {
        assertEquals(0, run("step-down", "1"), err.toString());
        assertEquals(2, cluster.leader());
        assertEquals(0, run("step-down", "1"), err.toString());
        assertEquals(0, run("step-down", "--node", "1"), err.toString());
        assertEquals(2, cluster.leader());
        assertEquals(
                List.of(
                        "node 1 stepped down, node 2 leads",
                        "node 1 does not lead",
                        "node 1 does not lead"),
                out.toString().lines().toList());
    }

    @Test
    void stepDown_nodeThatDoesNotLead_deposesNobody() {
        assertEquals(0, run("step-down", "2"), err.toString());
        assertEquals(1, cluster.leader());
        assertEquals(List.of("POST /admin/v1/cluster/leadership {\"from\":2}"), cluster.changes());
        assertEquals("node 2 does not lead", out.toString().strip());
    }

    @Test
    void finalize_asksForTheNewestLevel() {
        assertEquals(0, run("finalize"));
        assertEquals(0, run("finalize", "--level", "1"));
        assertEquals(
                List.of(
                        "POST /admin/v1/cluster/feature-level {\"level\":2}",
                        "POST /admin/v1/cluster/feature-level {\"level\":1}"),
                cluster.changes());
    }

    @Test
    void change_refused_failsWithItsCode() {
        assertEquals(1, run("transfer-leadership", "--to", "9"));
        assertTrue(err.toString().startsWith("error: UnknownMember: no 9"), err.toString());
    }

    @Test
    void help_everyCommand_hasAnExample() {
        for (var command :
                List.of(
                        "status",
                        "add-node",
                        "replace-node",
                        "remove-node",
                        "transfer-leadership",
                        "step-down",
                        "finalize")) {
            assertEquals(0, Main.run(console(), "cluster", command, "--help"));
            assertTrue(out.toString().contains("strongroom cluster " + command), command);
            out.getBuffer().setLength(0);
        }
    }

    private int run(String... arguments) {
        var all = new ArrayList<>(List.of("cluster"));
        all.addAll(List.of(arguments));
        all.addAll(List.of("--env", environment.toString()));
        return Main.run(console(), all.toArray(String[]::new));
    }

    private Console console() {
        return new Console(
                new PrintWriter(out, true),
                new PrintWriter(err, true),
                new ByteArrayInputStream(input),
                Map.of());
    }
}
