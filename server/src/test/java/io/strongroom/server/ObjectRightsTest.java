package io.strongroom.server;

import static io.strongroom.server.fake.Requests.json;
import static io.strongroom.server.fake.Requests.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;

import io.strongroom.server.http.ApiResponse;
import io.strongroom.storage.command.Command;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a role on one object gives, call by call. */
final class ObjectRightsTest {
    private static final String VALUE = "{\"value\":\"1\"}";
    private static final String ADMINISTRATOR = "Key Vault Administrator";

    private final ServedVault served = new ServedVault();

    @AfterEach
    void close() {
        served.close();
    }

    private JsonNode done(String method, String path, String body) {
        ApiResponse response = served.call(method, path, body);
        assertEquals(200, response.status(), text(response));
        return json(response);
    }

    private void refused(String method, String path, String body) {
        ServedVault.assertError(403, "Forbidden", served.call(method, path, body));
    }

    @Test
    void roleOnASecret_coversItFromItsFirstVersionToItsPurge() {
        served.assignOn("secrets/Mine", ServedVault.OFFICER, 1);
        String id = done("PUT", "/secrets/mine", VALUE).get("id").asText();
        String version = id.substring(id.lastIndexOf('/') + 1);
        done("GET", "/secrets/MINE", "");
        done("GET", "/secrets/mine/" + version, "");
        done("GET", "/secrets/mine/versions", "");
        done("PATCH", "/secrets/mine/" + version, "{}");
        String blob = done("POST", "/secrets/mine/backup", "").toString();
        done("DELETE", "/secrets/mine", "");
        done("GET", "/deletedsecrets/mine", "");
        done("POST", "/deletedsecrets/mine/recover", "");
        done("DELETE", "/secrets/mine", "");
        assertEquals(204, served.call("DELETE", "/deletedsecrets/mine", "").status());
        done("POST", "/secrets/restore", blob);
    }

    @Test
    void roleOnAKey_coversIt() {
        served.assignOn("keys/mine", ADMINISTRATOR, 1);
        done("POST", "/keys/mine/create", "{\"kty\":\"EC\"}");
        done("POST", "/keys/Mine/rotate", "");
        done("GET", "/keys/mine/rotationpolicy", "");
        String blob = done("POST", "/keys/mine/backup", "").toString();
        done("DELETE", "/keys/mine", "");
        assertEquals(204, served.call("DELETE", "/deletedkeys/mine", "").status());
        done("POST", "/keys/restore", blob);
        refused("POST", "/keys/other/create", "{\"kty\":\"EC\"}");
        refused("POST", "/rng", "{\"count\":1}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GET | /secrets",
                "GET | /deletedsecrets",
                "GET | /secrets/other",
                "GET | /secrets/mine2",
                "PUT | /secrets/other",
                "DELETE | /deletedsecrets/other",
                "GET | /keys/mine",
                "GET | /keys"
            })
    void roleOnASecret_elsewhere_givesNothing(String method, String path) {
        served.assignOn("secrets/mine", ADMINISTRATOR, 1);
        refused(method, path, method.equals("PUT") ? VALUE : "");
    }

    @Test
    void restore_ofAnotherObject_isRefusedByItsName() {
        served.assign(ServedVault.OFFICER);
        done("PUT", "/secrets/other", VALUE);
        String blob = done("POST", "/secrets/other/backup", "").toString();
        done("DELETE", "/secrets/other", "");
        served.call("DELETE", "/deletedsecrets/other", "");
        served.node()
                .submit(new Command.RemoveRoleAssignment("dddddddd-0000-0000-0000-000000000001"));
        // Without any right to restore nobody learns whether it is a blob.
        refused("POST", "/secrets/restore", "{\"value\":\"x\"}");

        served.assignOn("secrets/mine", ServedVault.OFFICER, 2);
        ApiResponse refusal = served.call("POST", "/secrets/restore", blob);
        ServedVault.assertError(403, "Forbidden", refusal);
        assertTrue(text(refusal).contains("/vaults/vdb/secrets/other'"), text(refusal));
        assertEquals(400, served.call("POST", "/secrets/restore", "{\"value\":\"x\"}").status());

        served.assignOn("secrets/other", ServedVault.OFFICER, 3);
        done("POST", "/secrets/restore", blob);
    }
}
