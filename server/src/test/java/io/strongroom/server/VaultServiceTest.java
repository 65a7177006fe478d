package io.strongroom.server;

import static io.strongroom.server.ServedVault.assertError;
import static io.strongroom.server.fake.Requests.HOST;
import static io.strongroom.server.fake.Requests.json;
import static io.strongroom.server.fake.Requests.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strongroom.server.auth.TestTokens;
import io.strongroom.server.fake.MemoryNode;
import io.strongroom.server.fake.Requests;
import io.strongroom.server.http.ApiResponse;
import io.strongroom.server.telemetry.Metrics;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.List;
import java.util.Map;

final class VaultServiceTest {
    private final ServedVault served = new ServedVault();
    private final MemoryNode node = served.node();
    private final Metrics metrics = served.metrics();

    @AfterEach
    void close() {
        served.close();
    }

    @ParameterizedTest
    @CsvSource({
        "GET,vdb.vault.localhost,/secrets/x",
        "PUT,vdb.vault.localhost,/secrets/x",
        "PUT,vdb.vault.localhost,/secrets/bad_name",
        "TRACE,vdb.vault.localhost,/nothing/here",
        "GET,vdb.vault.localhost,/%zz",
        "GET,vdb.vault.localhost,/secrets/x?api-version=0",
        "GET,vdb.vault.localhost,/secrets/x?api-version=%zz",
        "GET,vdb.vault.localhost,/secrets/x?a=1&a=2",
        "GET,missing.vault.localhost,/secrets/x"
    })
    void handle_withoutAToken_isChallengedBeforeAnythingElse(
            String method, String host, String target) {
        for (Map<String, String> headers :
                List.of(
                        Map.<String, String>of(),
                        Map.of("authorization", "Bearer x.y.z"),
                        Map.of("content-type", "text/html"),
                        Map.of("repeatability-request-id", "x"))) {
            ApiResponse response =
                    served.handle(Requests.request(method, host, target, headers, "{"));
            assertError(401, "Unauthorized", response);
            assertEquals(
                    "Bearer authorization=\"https://login.localhost:8443/"
                            + TestTokens.TENANT
                            + "\", resource=\"https://vault.localhost:8443\"",
                    response.headers().get("www-authenticate"));
        }
        assertEquals(0, node.log().barriers());
    }

    @Test
    void handle_withAToken_neverChallenges() {
        assertNull(served.call("GET", "/secrets", "").headers().get("www-authenticate"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"evil.example", "127.0.0.1:8443", ""})
    void handle_foreignHostWithoutAToken_isNotFound(String host) {
        ApiResponse answer =
                served.handle(Requests.request("GET", host, "/secrets/x", Map.of(), ""));
        assertEquals(404, answer.status());
        assertTrue(Requests.text(answer).contains("VaultNotFound"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"missing.vault.localhost", "evil.example", HOST, ""})
    void handle_unknownVault_isNotFound(String host) {
        served.assign(ServedVault.OFFICER);
        for (String method : List.of("GET", "PUT")) {
            assertError(
                    404,
                    "VaultNotFound",
                    served.handle(
                            Requests.request(
                                    method,
                                    host.equals(HOST) ? "db2.vault.localhost" : host,
                                    "/secrets/x",
                                    served.token(),
                                    "{\"value\":\"x\"}")));
        }
    }

    @Test
    void handle_withoutARole_isForbiddenWhetherItExistsOrNot() {
        for (String target : List.of("/secrets/there", "/secrets/missing", "/deletedsecrets/x")) {
            ApiResponse response = served.call("GET", target, "");
            assertError(403, "Forbidden", response);
            assertEquals("ForbiddenByRbac", json(response).at("/error/innererror/code").asText());
        }
        assertError(403, "Forbidden", served.call("PUT", "/secrets/x", "{not json"));
    }

    @Test
    void handle_readerWhoWrites_isForbidden() {
        served.assign(ServedVault.READER);
        assertError(404, "SecretNotFound", served.call("GET", "/secrets/x", ""));
        assertError(403, "Forbidden", served.call("PUT", "/secrets/x", "{\"value\":\"1\"}"));
        assertError(403, "Forbidden", served.call("DELETE", "/secrets/x", ""));
    }

    @Test
    void handle_officer_setsAndGets() {
        served.assign(ServedVault.OFFICER);
        ApiResponse set = served.call("PUT", "/secrets/x", "{\"value\":\"1\"}");
        assertEquals(200, set.status(), text(set));
        assertEquals(
                "dddddddd-0000-0000-0000-000000000001",
                set.headers().get("x-ms-keyvault-rbac-assignment-id"));
        assertNull(set.headers().get("repeatability-result"));
        assertEquals("1", json(served.call("GET", "/secrets/x", "")).get("value").asText());
        assertTrue(metrics.scrape().contains("operation=\"SecretSet\",status=\"200\""));
    }

    @ParameterizedTest
    @CsvSource({
        "GET,/secrets/x?api-version=1.0,400,BadParameter",
        "GET,/secrets/x?x=y,400,BadParameter",
        "GET,/secrets/bad_name,400,BadParameter",
        "GET,/secrets/%zz,400,BadParameter",
        "GET,/nothing,404,NotFound",
        "GET,/certificates/x,404,NotFound",
        "HEAD,/secrets/x,405,MethodNotAllowed",
        "OPTIONS,/secrets,405,MethodNotAllowed"
    })
    void handle_badRoute_isRefused(String method, String target, int status, String code) {
        assertError(status, code, served.call(method, target, ""));
    }

    @Test
    void handle_longUnprintableName_isRefusedWithAnAnswer() {
        String face = "%F0%9F%98%80";
        assertError(400, "BadParameter", served.call("GET", "/secrets/x" + face.repeat(120), ""));
        assertError(404, "NotFound", served.call("GET", "/x" + face.repeat(120), ""));
        assertError(
                400,
                "BadParameter",
                served.call("GET", "/secrets?api-version=x" + face.repeat(120), ""));
    }

    @Test
    void handle_bodyOfAnotherType_isRefused() {
        served.assign(ServedVault.OFFICER);
        String body = "{\"value\":\"1\"}";
        assertError(
                415,
                "UnsupportedMediaType",
                served.call("PUT", "/secrets/x", body, "content-type", "text/plain"));
        for (String type :
                List.of(
                        "application/json",
                        "Application/JSON; charset=utf-8",
                        "application/json;")) {
            assertEquals(
                    200, served.call("PUT", "/secrets/x", body, "content-type", type).status());
        }
        assertEquals(
                200,
                served.call("POST", "/secrets/x/backup", "", "content-type", "text/plain")
                        .status());
    }

    @Test
    void handle_repeatedRequest_saysSoAndChangesNothingMore() {
        served.assign(ServedVault.OFFICER);
        String[] id = {"repeatability-request-id", "12345678-1234-1234-1234-123456789abc"};
        ApiResponse first = served.call("PUT", "/secrets/x", "{\"value\":\"1\"}", id);
        assertEquals("accepted", first.headers().get("repeatability-result"));
        assertEquals(text(first), text(served.call("PUT", "/secrets/x", "{\"value\":\"1\"}", id)));
        assertError(409, "Conflict", served.call("PUT", "/secrets/x", "{\"value\":\"2\"}", id));
        assertError(
                400,
                "BadParameter",
                served.call(
                        "PUT",
                        "/secrets/x",
                        "{\"value\":\"1\"}",
                        "repeatability-request-id",
                        "not a uuid"));
    }

    @Test
    void handle_readThatMayBeOld_isAnsweredWithoutAMajorityWhileProven() {
        served.assign(ServedVault.OFFICER);
        served.call("PUT", "/secrets/x", "{\"value\":\"1\"}");
        node.nanos().advance(Duration.ofSeconds(3));
        node.log().majority(false);
        ApiResponse old = served.call("GET", "/secrets/x", "", "x-strongroom-max-staleness", "3");
        assertEquals(200, old.status(), text(old));
        assertEquals("3001", old.headers().get("x-strongroom-staleness"));
        assertError(503, "ServiceUnavailable", served.call("GET", "/secrets/x", ""));
        assertError(
                503,
                "ServiceUnavailable",
                served.call("GET", "/secrets/x", "", "x-strongroom-max-staleness", "2"));
        assertError(
                503,
                "ServiceUnavailable",
                served.call("DELETE", "/secrets/x", "", "x-strongroom-max-staleness", "60"));
        node.log().majority(true);
        ApiResponse fresh = served.call("GET", "/secrets/x", "", "x-strongroom-max-staleness", "1");
        assertEquals("0", fresh.headers().get("x-strongroom-staleness"));
        assertNull(served.call("GET", "/secrets/x", "").headers().get("x-strongroom-staleness"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "3601", "1.5", "abc", "", "01", "9999999999"})
    void handle_badStaleness_isRefused(String seconds) {
        served.assign(ServedVault.OFFICER);
        assertError(
                400,
                "BadParameter",
                served.call("GET", "/secrets/x", "", "x-strongroom-max-staleness", seconds));
    }
}
