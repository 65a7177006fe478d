package io.strongroom.client.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
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
import java.util.TreeMap;
import java.util.stream.Collectors;

class MemberCommandsTest {
    @TempDir Path folder = Path.of("");

    /** Members by id; the value is whether it votes. */
    private final Map<Integer, Boolean> members = new TreeMap<>(Map.of(1, true, 2, true, 3, true));

    private final FakeCluster fakes = new FakeCluster();
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private byte[] input = new byte[0];
    private int leader = 1;
    private long lag;
    private int early;
    private int busy;

    @BeforeEach
    void writeEnvironment() throws IOException {
        for (int id = 1; id <= 3; id++) {
            int self = id;
            fakes.node(id).answers(request -> node(self, request));
        }
        Files.copy(TestCa.good().pem(), folder.resolve("ca.pem"));
        Files.writeString(
                folder.resolve("client.env"),
                """
                STRONGROOM_VAULT_URI=https://default.vault.localhost:8443
                STRONGROOM_NODES=%s
                STRONGROOM_CA=ca.pem
                AZURE_TENANT_ID=tenant
                AZURE_CLIENT_ID=app
                AZURE_CLIENT_SECRET=password
                AZURE_AUTHORITY_HOST=https://login.localhost:8443/
                """
                        .formatted(
                                fakes.cluster().nodes().stream()
                                        .map(Object::toString)
                                        .collect(Collectors.joining(","))));
    }

    @AfterEach
    void close() {
        fakes.close();
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
        fakes.node(3).close();
        members.put(2, false);
        assertEquals(1, run("status"));
        assertTrue(out.toString().contains("! https://127.0.0.3:"), out.toString());
        assertTrue(out.toString().contains("! node 2 has no vote yet"), out.toString());
        assertEquals(1, run("status", "--json"));
        assertTrue(out.toString().contains("\"featureLevel\":2"), out.toString());
    }

    @Test
    void addNode_catchesUpThenVotes_andAgainChangesNothing() {
        lag = 5000;
        assertEquals(
                0, run("add-node", "--id", "4", "--host", "node4", "--port", "9"), err.toString());
        assertEquals(true, members.get(4));
        assertEquals(
                List.of(
                        "POST /admin/v1/cluster/nodes {\"id\":4,\"host\":\"node4\",\"port\":9}",
                        "POST /admin/v1/cluster/nodes/4/promote {}"),
                changes());
        assertTrue(out.toString().contains("node 4: "), out.toString());
        assertTrue(out.toString().contains("node 4 votes"), out.toString());

        assertEquals(0, run("add-node", "--id", "4", "--host", "node4"));
        assertTrue(out.toString().contains("node 4 votes already"));
    }

    @Test
    void addNode_leaderSaysTooEarly_triesAgain() {
        early = 2;
        assertEquals(0, run("add-node", "--id", "4", "--host", "node4"), err.toString());
        assertEquals(true, members.get(4));
    }

    @Test
    void changes_thatMeetAnother_areTriedAgain() {
        busy = 2;
        assertEquals(0, run("add-node", "--id", "4", "--host", "node4"), err.toString());
        assertEquals(true, members.get(4));
        busy = 1;
        assertEquals(0, run("remove-node", "2", "--yes"), err.toString());
        assertEquals(List.of(1, 3, 4), List.copyOf(members.keySet()));
        busy = 1;
        assertEquals(0, run("transfer-leadership", "--to", "3"), err.toString());
        assertEquals(3, leader);
    }

    @Test
    void status_listedNodesThatAreNoMembers_areNotedAndSucceeds() {
        members.remove(3);
        assertEquals(0, run("status"), out.toString());
        assertTrue(out.toString().contains("is no member"), out.toString());
        fakes.node(3).close();
        assertEquals(0, run("status"), out.toString());
    }

    @Test
    void addNode_thatNeverMoves_failsAndStaysAListener() {
        lag = Long.MAX_VALUE;
        assertEquals(1, run("add-node", "--id", "4", "--host", "node4", "--patience", "1"));
        assertTrue(err.toString().startsWith("error: NotCaughtUp: node 4"), err.toString());
        assertEquals(false, members.get(4));
    }

    @Test
    void replaceNode_takesTheDeadOneOutInTheSameChange() {
        assertEquals(0, run("replace-node", "--dead", "2", "--id", "4", "--host", "node4"));
        assertEquals(List.of(1, 3, 4), List.copyOf(members.keySet()));
        assertEquals("POST /admin/v1/cluster/nodes/4/promote {\"replaces\":2}", changes().get(1));
        assertEquals(2, run("replace-node", "--dead", "4", "--id", "4", "--host", "x"));
    }

    @Test
    void replaceNode_newOneVotesAlready_removesTheDead() {
        members.put(4, true);
        assertEquals(0, run("replace-node", "--dead", "2", "--id", "4", "--host", "node4"));
        assertEquals(List.of(1, 3, 4), List.copyOf(members.keySet()));
    }

    @Test
    void removeNode_confirmed_isRemoved() {
        assertEquals(2, run("remove-node", "3"));
        input = "2\n".getBytes(StandardCharsets.UTF_8);
        assertEquals(2, run("remove-node", "3"));
        assertEquals(3, members.size());
        input = "3\n".getBytes(StandardCharsets.UTF_8);
        assertEquals(0, run("remove-node", "3"), err.toString());
        assertEquals(List.of(1, 2), List.copyOf(members.keySet()));
        assertEquals(0, run("remove-node", "3", "--yes"));
    }

    @Test
    void removeNode_thatLeads_movesLeadershipFirstAndGoesOnThere() {
        assertEquals(0, run("remove-node", "1", "--yes"), err.toString());
        assertEquals(List.of(2, 3), List.copyOf(members.keySet()));
        assertEquals("POST /admin/v1/cluster/leadership {\"from\":1}", changes().get(0));
        assertTrue(fakes.node(2).seen().stream().anyMatch(seen -> seen.method().equals("DELETE")));
    }

    @Test
    void leadership_moves() {
        assertEquals(0, run("transfer-leadership", "--to", "3"));
        assertEquals(3, leader);
        assertEquals(0, run("step-down"));
        assertEquals(2, leader);
        assertTrue(out.toString().contains("node 3 stepped down, node 2 leads"), out.toString());
    }

    @Test
    void stepDown_repeated_succeedsAndDeposesNobody() {
        assertEquals(0, run("step-down", "1"), err.toString());
        assertEquals(2, leader);
        assertEquals(0, run("step-down", "1"), err.toString());
        assertEquals(0, run("step-down", "--node", "1"), err.toString());
        assertEquals(2, leader);
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
        assertEquals(1, leader);
        assertEquals(List.of("POST /admin/v1/cluster/leadership {\"from\":2}"), changes());
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
                changes());
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

    private List<String> changes() {
        return fakes.seen().stream()
                .filter(seen -> seen.target().startsWith("/admin"))
                .filter(seen -> !seen.method().equals("GET"))
                .map(seen -> seen.method() + " " + seen.target() + " " + seen.body())
                .toList();
    }

    private int run(String... arguments) {
        var all = new ArrayList<>(List.of("cluster"));
        all.addAll(List.of(arguments));
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

    private synchronized Response node(int self, Seen request) {
        if (request.target().startsWith("/tenant/oauth2")) {
            return Response.of(200, "{\"expires_in\":60,\"access_token\":\"t1\"}");
        }
        if (!request.method().equals("GET") && self != leader) {
            return Response.error(421, "Misdirected", "NotLeader", "ask the leader");
        }
        return request.method().equals("GET") ? status(self) : changed(self, request);
    }

    private Response changed(int self, Seen request) {
        var target = request.target().substring("/admin/v1/cluster".length());
        if (busy-- > 0) {
            return Response.error(409, "Conflict", "MembershipBusy", "another change");
        }
        if (request.method().equals("DELETE")) {
            members.remove(Integer.valueOf(target.substring("/nodes/".length())));
        } else if (target.equals("/nodes")) {
            members.putIfAbsent(4, false);
        } else if (target.equals("/nodes/4/promote")) {
            if (early-- > 0) {
                return Response.error(409, "Conflict", "NotCaughtUp", "too early");
            }
            if (!Boolean.TRUE.equals(members.put(4, true))
                    && request.body().contains("\"replaces\":2")) {
                members.remove(2);
            }
        } else if (target.equals("/leadership")) {
            if (request.body().contains("9")) {
                return Response.error(404, "NotFound", "UnknownMember", "no 9");
            }
            if (!request.body().contains("from") || request.body().contains("\"from\":" + self)) {
                leader = request.body().contains("\"to\":3") ? 3 : 2;
                fakes.leader(leader);
            }
        }
        return status(self);
    }

    private Response status(int self) {
        var leads = self == leader;
        if (leads && lag < Long.MAX_VALUE) {
            lag /= 2;
        }
        var list =
                members.entrySet().stream()
                        .map(member -> member(member.getKey(), member.getValue(), leads))
                        .collect(Collectors.joining(","));
        return Response.of(
                200,
                """
                {"node":{"id":%d,"role":"%s","leader":%d,"term":7,"commitIndex":100,
                 "appliedIndex":100,"ready":true,"supportedLevel":2,"logBytes":1048576,
                 "oldestIndex":0,"databaseBytes":1000},
                 "members":[%s],"featureLevel":2,"quorumTimeMillis":1493938410000}
                """
                        .formatted(self, leads ? "leader" : "follower", leader, list));
    }

    private String member(int id, boolean voter, boolean leads) {
        var behind = id == 4 ? lag : 0;
        var stuck = behind == Long.MAX_VALUE;
        return """
        {"id":%d,"host":"node%d","port":8444,"voter":%b,"leader":%b,"matchIndex":%s,"lag":%s,
         "millisSinceHeard":%s,"supportedLevel":2,"clockOffsetMillis":3}
        """
                .formatted(
                        id,
                        id,
                        voter,
                        id == leader,
                        leads ? (stuck ? "-1" : Long.toString(100 - Math.min(99, behind))) : "null",
                        leads ? (stuck ? "101" : Long.toString(behind)) : "null",
                        leads ? "5" : "null");
    }
}
