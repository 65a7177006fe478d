package io.strongroom.server.admin;

import static io.strongroom.server.fake.Requests.json;
import static io.strongroom.server.fake.Requests.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;

import io.strongroom.raft.testing.FakeReplicatedLog.Fault;
import io.strongroom.server.fake.MemoryNode;
import io.strongroom.server.fake.Requests;
import io.strongroom.server.http.ApiResponse;
import io.strongroom.server.telemetry.Metrics;
import io.strongroom.storage.command.VaultName;
import io.strongroom.storage.view.StateView;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

/** The calls about roles, down to the state. */
final class RoleAssignmentsTest {
    private static final String ROLES = "/admin/v1/role-assignments";
    private static final String PRINCIPAL = "aaaaaaaa-0000-0000-0000-00000000000b";
    private static final String READER = "21090545-7ca7-4776-b22c-e363652d74d2";
    private static final String GIVEN_ID = "eeeeeeee-0000-0000-0000-00000000000e";

    private final MemoryNode node = MemoryNode.founded();
    private final Metrics metrics = new Metrics();

    @BeforeEach
    void createVault() {
        node.createVault("vdb", 90, false);
        node.createVault("other", 90, false);
    }

    @AfterEach
    void close() {
        metrics.close();
        node.close();
    }

    private ApiResponse call(String method, String path, String body) {
        return call(method, path, body, "");
    }

    private ApiResponse call(String method, String path, String body, String requestId) {
        Map<String, String> headers = new HashMap<>();
        headers.put("authorization", AdminEndpointTest.token(node));
        if (!requestId.isEmpty()) {
            headers.put("repeatability-request-id", requestId);
        }
        return AdminEndpointTest.endpoint(node, metrics)
                .handle(Requests.request(method, "127.0.0.1:8443", path, headers, body));
    }

    private ApiResponse add(String vault, String role, String more) {
        return call("POST", ROLES, body(vault, role, more));
    }

    private static String body(String vault, String role, String more) {
        return "{\"vault\":\"%s\",\"principalObjectId\":\"%s\",\"role\":\"%s\"%s}"
                .formatted(vault, PRINCIPAL, role, more);
    }

    private JsonNode listed(String vault) {
        ApiResponse response = call("GET", ROLES + "?vault=" + vault, "");
        assertEquals(200, response.status(), text(response));
        return json(response).get("value");
    }

    private long revision() {
        try (StateView view = node.storage().view()) {
            return view.policyRevision(PRINCIPAL);
        }
    }

    @Test
    void add_then_remove_areListedAndGone() {
        ApiResponse added = add("VDB", "key vault reader", "");
        assertEquals(201, added.status(), text(added));
        JsonNode assignment = json(added);
        assertEquals("vdb", assignment.get("vault").asText());
        assertEquals(PRINCIPAL, assignment.get("principalObjectId").asText());
        assertEquals("Key Vault Reader", assignment.get("role").asText());
        assertEquals(READER, assignment.get("roleDefinitionId").asText());
        assertEquals(1, listed("vdb").size());
        assertEquals(assignment, listed("vdb").get(0));
        assertEquals(0, listed("other").size());

        String path = ROLES + "/" + assignment.get("id").asText();
        ApiResponse removed = call("DELETE", path, "");
        assertEquals(204, removed.status());
        assertEquals(0, removed.body().length);
        assertEquals(0, listed("vdb").size());
        assertEquals(2, revision());
        assertEquals(404, call("DELETE", path, "").status());

        assertEquals(assignment, json(add("vdb", READER, "")), "added again");
        assertEquals(3, revision());
    }

    @Test
    void add_whatIsThere_answersItAsItIs() {
        String id = ",\"id\":\"" + GIVEN_ID.toUpperCase(Locale.ROOT) + "\"";
        assertEquals(GIVEN_ID, json(add("vdb", READER, id)).get("id").asText());
        ApiResponse again = add("vdb", "Key Vault Reader", "");
        assertEquals(200, again.status());
        assertEquals(GIVEN_ID, json(again).get("id").asText());
        assertEquals(1, revision());

        ApiResponse taken = add("other", READER, id);
        assertEquals(409, taken.status());
        assertEquals("IdTaken", json(taken).at("/error/innererror/code").asText());
    }

    @Test
    void add_onAnObjectBesideItsVault_isAnotherAssignment() {
        JsonNode vault = json(add("vdb", READER, ""));
        assertTrue(vault.path("object").isMissingNode(), "absent for a whole vault");
        ApiResponse added = add("vdb", READER, ",\"object\":\"Keys/Signer\"");
        assertEquals(201, added.status(), text(added));
        assertEquals("keys/signer", json(added).get("object").asText());
        assertEquals(200, add("vdb", READER, ",\"object\":\"keys/SIGNER\"").status());
        assertEquals(2, listed("vdb").size());
        assertEquals(json(added), listed("vdb").get(1));

        String path = ROLES + "/" + json(added).get("id").asText();
        assertEquals(204, call("DELETE", path, "").status());
        assertEquals(vault, listed("vdb").get(0));
        assertEquals(1, listed("vdb").size());
    }

    @ParameterizedTest
    @CsvSource({"keys", "keys/", "keys/a/b", "certs/a", "keys/ä"})
    void add_onWhatIsNoObject_isRefused(String object) {
        ApiResponse refused = add("vdb", READER, ",\"object\":\"" + object + "\"");
        assertEquals(400, refused.status());
        assertTrue(text(refused).contains("secrets/NAME or keys/NAME"), text(refused));
        assertEquals(0, revision());
    }

    @Test
    void remove_sentAgainUnderItsId_isDoneOnceAndAnsweredTheSame() {
        String path = ROLES + "/" + json(add("vdb", READER, "")).get("id").asText();
        String id = UUID.randomUUID().toString();
        node.log().failNext(Fault.UNKNOWN_APPLIED);
        assertEquals(503, call("DELETE", path, "", id).status());
        assertEquals(204, call("DELETE", path, "", id).status());
        assertEquals(2, revision());
        assertEquals(409, call("POST", ROLES, body("vdb", READER, ""), id).status());
        assertEquals(400, call("DELETE", path, "", "x").status());
    }

    @Test
    void list_whileNoMajorityAnswers_isNotAnswered() {
        assertEquals(201, add("vdb", READER, "").status());
        node.log().majority(false);
        assertEquals(503, call("GET", ROLES + "?vault=vdb", "").status());
        try (StateView view = node.storage().view()) {
            assertEquals(1, view.roleAssignments(new VaultName("vdb")).size());
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GET | '' | '' | 'vault'",
                "GET | ?vault=x | '' | vault's name",
                "GET | ?vault=missing | '' | missing",
                "POST | '' | [] | object",
                "POST | '' | {} | vault",
                "POST | '' | {\"vault\":7} | vault",
                "POST | '' | {\"vault\":\"vdb\",\"role\":\"Key Vault Reader\"} | principalObjectId",
                "POST | '' | {\"vault\":\"vdb\",\"principalObjectId\":\"me\"} | UUID",
                "POST | '' | {\"vault\":\"vdb\",\"principal\":\"x\"} | principal",
                "DELETE | /7 | '' | UUID"
            })
    void call_badInput_namesIt(String method, String rest, String body, String expected) {
        ApiResponse response = call(method, ROLES + rest, body);
        assertEquals(400, response.status(), text(response));
        assertEquals("BadParameter", json(response).at("/error/code").asText());
        assertTrue(text(response).contains(expected), text(response));
        assertEquals(0, revision());
    }

    @Test
    void add_unknownRoleVaultOrBadId_isRefused() {
        ApiResponse role = add("vdb", "Key Vault Raeder", "");
        assertEquals(400, role.status());
        assertTrue(text(role).contains("'Key Vault Reader'"), text(role));
        ApiResponse vault = add("missing", READER, "");
        assertEquals(400, vault.status());
        assertTrue(text(vault).contains("There is no vault"), text(vault));
        assertEquals(400, add("vdb", READER, ",\"id\":\"7\"").status());
        assertEquals(0, revision());
    }

    @ParameterizedTest
    @CsvSource({
        "PUT,/admin/v1/role-assignments,405",
        "GET,/admin/v1/role-assignments/eeeeeeee-0000-0000-0000-00000000000e,405",
        "DELETE,/admin/v1/role-assignments/a/b,404"
    })
    void call_otherPathsAndMethods_areRefused(String method, String path, int status) {
        assertEquals(status, call(method, path, "").status());
    }
}
