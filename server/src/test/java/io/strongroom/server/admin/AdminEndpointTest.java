package io.strongroom.server.admin;

import static io.strongroom.server.fake.Requests.json;
import static io.strongroom.server.fake.Requests.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jose.JOSEException;

import io.strongroom.hsm.FakeRootKey;
import io.strongroom.hsm.FakeRootKeyDevice;
import io.strongroom.hsm.RootKeyRing;
import io.strongroom.raft.MembershipException;
import io.strongroom.raft.MembershipException.Reason;
import io.strongroom.server.auth.Authenticator;
import io.strongroom.server.auth.Challenge;
import io.strongroom.server.auth.Gate;
import io.strongroom.server.auth.TestTokens;
import io.strongroom.server.auth.VerificationKeys;
import io.strongroom.server.config.AdminSettings;
import io.strongroom.server.fake.MemoryNode;
import io.strongroom.server.fake.Requests;
import io.strongroom.server.http.ApiResponse;
import io.strongroom.server.telemetry.Health;
import io.strongroom.server.telemetry.Metrics;
import io.strongroom.storage.command.Command;
import io.strongroom.storage.command.Result;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

public final class AdminEndpointTest {
    private static final String CLUSTER = "/admin/v1/cluster";
    private final MemoryNode node = MemoryNode.founded();
    private final Metrics metrics = new Metrics();
    private final List<Command> submitted = new ArrayList<>();
    private Result result = new Result.Done();

    @AfterEach
    void close() {
        metrics.close();
        node.close();
    }

    /** Administered by the caller with {@link TestTokens#OBJECT_ID}. */
    public static AdminEndpoint endpoint(MemoryNode node, Metrics metrics) {
        return endpoint(
                node,
                metrics,
                List.of(TestTokens.OBJECT_ID),
                new ClusterChanges(node.log(), node.commands()::submitSystem));
    }

    private static AdminEndpoint endpoint(
            MemoryNode node, Metrics metrics, List<String> principals, ClusterChanges changes) {
        RootKeyCeremony software =
                new RootKeyCeremony(
                        1,
                        () ->
                                new RootKeyCeremony.Current(
                                        1, new FakeRootKey(), Optional.empty(), List.of()),
                        new JoinRequests(System::nanoTime));
        return endpoint(node, metrics, principals, changes, software);
    }

    static AdminEndpoint endpoint(
            MemoryNode node,
            Metrics metrics,
            List<String> principals,
            ClusterChanges changes,
            RootKeyCeremony ceremony) {
        VerificationKeys keys =
                new VerificationKeys(() -> List.of(TestTokens.issuerKey(TestTokens.KEY)));
        return new AdminEndpoint(
                new Gate(
                        new Authenticator(
                                TestTokens.AUTHORITY, TestTokens.AUDIENCES, keys, node.clock()),
                        Challenge.of(TestTokens.AUTHORITY, TestTokens.AUDIENCES)),
                new AdminSettings(principals),
                new AdminEndpoint.Services(
                        new ClusterStatus(node.log(), node.storage(), new Health(1, node.log())),
                        changes,
                        new RoleAssignments(
                                node.reads(),
                                node.commands(),
                                new Health(1, node.log()).obstacles()),
                        ceremony,
                        new RootKeyRotation(
                                1,
                                new FakeRootKeyDevice(1),
                                RootKeyRing.only(node.rootKey()),
                                node.reads(),
                                node.commands())),
                metrics);
    }

    private String token() {
        return token(node);
    }

    /** Of the caller with {@link TestTokens#OBJECT_ID}. */
    public static String token(MemoryNode node) {
        try {
            return "Bearer "
                    + TestTokens.sign(
                            TestTokens.KEY, TestTokens.claims(node.clock().instant()).build());
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private ApiResponse call(String method, String path, String body) {
        return call(List.of(TestTokens.OBJECT_ID), method, path, body);
    }

    private ApiResponse call(List<String> principals, String method, String path, String body) {
        ClusterChanges changes =
                new ClusterChanges(
                        node.log(),
                        command -> {
                            submitted.add(command);
                            return result;
                        });
        return endpoint(node, metrics, principals, changes)
                .handle(
                        Requests.request(
                                method,
                                "127.0.0.1:8443",
                                path,
                                Map.of("authorization", token()),
                                body));
    }

    private List<String> changes() {
        return node.log().membership().changes();
    }

    private static void assertError(int status, String code, String inner, ApiResponse response) {
        assertEquals(status, response.status(), text(response));
        assertEquals(code, json(response).at("/error/code").asText());
        assertEquals(inner, json(response).at("/error/innererror/code").asText());
    }

    @Test
    void handle_withoutToken_isChallengedBeforeAnythingElse() {
        ApiResponse response =
                endpoint(node, metrics)
                        .handle(
                                Requests.request(
                                        "PATCH", "x", "/admin/v1/nothing?%zz", Map.of(), "{"));
        assertError(401, "Unauthorized", "", response);
        assertTrue(response.headers().containsKey("www-authenticate"));
    }

    @Test
    void handle_callerThatIsNotListed_isForbiddenEverything() {
        String other = "aaaaaaaa-0000-0000-0000-000000000002";
        for (List<String> principals : List.of(List.<String>of(), List.of(other))) {
            assertError(403, "Forbidden", "", call(principals, "GET", CLUSTER, ""));
            assertError(403, "Forbidden", "", call(principals, "GET", "/admin/v1/nothing", ""));
            assertError(403, "Forbidden", "", call(principals, "DELETE", CLUSTER + "/nodes/1", ""));
        }
        assertEquals(List.of(), changes());
    }

    @Test
    void status_tellsOfNodeAndMembers() {
        JsonNode body = json(call("GET", CLUSTER, ""));
        assertEquals(1, body.at("/node/id").asInt());
        assertEquals("leader", body.at("/node/role").asText());
        assertEquals("the node is starting", body.at("/node/reason").asText());
        assertTrue(body.at("/node/logBytes").isIntegralNumber());
        assertEquals(1, body.at("/members/0/id").asInt());
        assertTrue(body.at("/members/0/leader").asBoolean());
        assertTrue(body.at("/members/0/voter").asBoolean());
        assertEquals(0, body.at("/members/0/matchIndex").asInt());
        assertTrue(body.at("/members/0/lag").asLong() >= 0);
    }

    @Test
    void changes_reachTheMembershipAndAnswerTheStatus() {
        assertEquals(
                4,
                json(call(
                                "POST",
                                CLUSTER + "/nodes",
                                "{\"id\":4,\"host\":\"node4\",\"port\":8444}"))
                        .at("/members/1/id")
                        .asInt());
        assertEquals(200, call("POST", CLUSTER + "/nodes/4/promote", "").status());
        assertEquals(200, call("POST", CLUSTER + "/nodes/4/promote", "{\"replaces\":1}").status());
        assertEquals(200, call("POST", CLUSTER + "/leadership", "{\"to\":4}").status());
        assertEquals(200, call("POST", CLUSTER + "/leadership", "{\"to\":null}").status());
        assertEquals(200, call("DELETE", CLUSTER + "/nodes/1", "").status());
        assertEquals(
                List.of(
                        "add 4",
                        "promote 4",
                        "promote 4 replacing 1",
                        "transfer to 4",
                        "transfer",
                        "remove 1"),
                changes());
    }

    @Test
    void leadership_ofANodeThatDoesNotLead_staysWhereItIs() {
        ApiResponse response = call("POST", CLUSTER + "/leadership", "{\"from\":2}");
        assertEquals(200, response.status(), text(response));
        assertEquals(1, json(response).at("/node/leader").asInt());
        assertEquals(200, call("POST", CLUSTER + "/leadership", "{\"from\":2,\"to\":3}").status());
        assertEquals(List.of(), changes());
        assertEquals(200, call("POST", CLUSTER + "/leadership", "{\"from\":1}").status());
        assertEquals(List.of("transfer"), changes());
    }

    @Test
    void featureLevel_isProposed() {
        assertEquals(200, call("POST", CLUSTER + "/feature-level", "{\"level\":2}").status());
        assertEquals(List.of(new Command.FinalizeLevel(2)), submitted);
        result = new Result.LevelUnsupported(List.of(2, 3));
        ApiResponse unsupported = call("POST", CLUSTER + "/feature-level", "{\"level\":2}");
        assertError(409, "Conflict", "LevelUnsupported", unsupported);
        assertTrue(text(unsupported).contains("[2, 3]"));
        assertError(
                409,
                "Conflict",
                "LevelUnsupported",
                call("POST", CLUSTER + "/feature-level", "{\"level\":99}"));
        assertEquals(2, submitted.size());
    }

    @ParameterizedTest
    @CsvSource({
        "NOT_LEADER,421,Misdirected,NotLeader",
        "UNKNOWN_MEMBER,404,NotFound,UnknownMember",
        "ID_TAKEN,409,Conflict,IdTaken",
        "NOT_CAUGHT_UP,409,Conflict,NotCaughtUp",
        "QUORUM_AT_RISK,409,Conflict,QuorumAtRisk",
        "BUSY,409,Conflict,MembershipBusy"
    })
    void change_refused_hasItsError(Reason reason, int status, String code, String inner) {
        node.log().membership().refuse(new MembershipException(reason, "because"));
        ApiResponse response = call("DELETE", CLUSTER + "/nodes/3", "");
        assertError(status, code, inner, response);
        if (reason == Reason.NOT_LEADER) {
            assertEquals("1", response.headers().get("x-strongroom-leader"));
        } else {
            assertTrue(text(response).contains("because"));
        }
    }

    @Test
    void change_whileNobodyLeads_mayBeTriedAgain() {
        assertEquals(
                503,
                AdminErrors.of(new MembershipException(Reason.NOT_LEADER, "no"), Optional.empty())
                        .code()
                        .status());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "POST | nodes | {} | id",
                "POST | nodes | [] | object",
                "POST | nodes | {\"id\":4,\"host\":\"h\"} | port",
                "POST | nodes | {\"id\":4,\"host\":\"h\",\"port\":\"1\"} | port",
                "POST | nodes | {\"id\":4,\"host\":\"h\",\"port\":70000} | port",
                "POST | nodes | {\"id\":4.5,\"host\":\"h\",\"port\":1} | id",
                "POST | nodes | {\"id\":0,\"host\":\"h\",\"port\":1} | id",
                "POST | nodes | {\"id\":4,\"host\":\"https://h\",\"port\":1} | host",
                "POST | nodes | {\"id\":4,\"host\":7,\"port\":1} | host",
                "POST | nodes | {\"id\":4,\"host\":\"h\",\"port\":1,\"voter\":true} | voter",
                "POST | nodes/4/promote | {\"replace\":1} | replace",
                "POST | nodes/4/promote | {\"replaces\":true} | replaces",
                "POST | nodes/x/promote | {} | node id",
                "DELETE | nodes/007 | '' | node id",
                "DELETE | nodes/99999999999 | '' | node id",
                "POST | leadership | {\"to\":[1]} | to",
                "POST | leadership | {\"from\":\"1\"} | from",
                "POST | leadership | {\"node\":1} | node",
                "POST | feature-level | {} | level",
                "POST | feature-level | '' | empty"
            })
    void change_badInput_namesIt(String method, String path, String body, String expected) {
        ApiResponse response = call(method, CLUSTER + "/" + path, body);
        assertError(400, "BadParameter", "", response);
        assertTrue(text(response).contains(expected), text(response));
        assertEquals(List.of(), changes());
        assertEquals(List.of(), submitted);
    }

    @ParameterizedTest
    @CsvSource({
        "GET,/admin/v1/,404",
        "GET,/admin/v1/clusters,404",
        "GET,/admin/v1/cluster/nodes/4/x,404",
        "GET,/admin/v1/cluster/nodes/4/promote/now,404",
        "POST,/admin/v1/cluster,405",
        "GET,/admin/v1/cluster/nodes,405",
        "GET,/admin/v1/cluster/nodes/4,405",
        "PUT,/admin/v1/cluster/leadership,405"
    })
    void handle_otherPathsAndMethods_areRefused(String method, String path, int status) {
        assertEquals(status, call(method, path, "").status());
    }
}
