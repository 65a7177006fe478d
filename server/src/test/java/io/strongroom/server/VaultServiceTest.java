package io.strongroom.server;

import static io.strongroom.server.fake.Requests.HOST;
import static io.strongroom.server.fake.Requests.json;
import static io.strongroom.server.fake.Requests.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jose.JOSEException;

import io.strongroom.server.access.BuiltInRole;
import io.strongroom.server.auth.Authenticator;
import io.strongroom.server.auth.Challenge;
import io.strongroom.server.auth.TestTokens;
import io.strongroom.server.auth.VerificationKeys;
import io.strongroom.server.fake.MemoryNode;
import io.strongroom.server.fake.Requests;
import io.strongroom.server.http.ApiResponse;
import io.strongroom.server.http.PublicNames;
import io.strongroom.server.replication.InvariantViolation;
import io.strongroom.server.secret.SecretHandler;
import io.strongroom.server.telemetry.Metrics;
import io.strongroom.server.telemetry.Obstacles;
import io.strongroom.storage.StorageException;
import io.strongroom.storage.command.Command;
import io.strongroom.storage.command.RoleAssignment;
import io.strongroom.storage.command.Vault;
import io.strongroom.storage.command.VersionId;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

final class VaultServiceTest {
    private static final String READER = "Key Vault Secrets User";
    private static final String OFFICER = "Key Vault Secrets Officer";
    private static final String VDB = "vdb.vault.localhost:8443";
    private final MemoryNode node = MemoryNode.founded();
    private final Vault vault = node.createVault("vdb", 90, false);
    private final Metrics metrics = new Metrics();
    private final VaultService service = service(node, metrics, node.versionIds());

    @AfterEach
    void close() {
        metrics.close();
        node.close();
    }

    static VaultService service(MemoryNode node, Metrics metrics, Supplier<VersionId> versionIds) {
        return service(node, metrics, versionIds, new Obstacles());
    }

    private static VaultService service(
            MemoryNode node, Metrics metrics, Supplier<VersionId> versionIds, Obstacles obstacles) {
        PublicNames names = new PublicNames(TestTokens.NAMES);
        VerificationKeys keys =
                new VerificationKeys(() -> List.of(TestTokens.issuerKey(TestTokens.KEY)));
        return new VaultService(
                names,
                new VaultService.Gate(
                        new Authenticator(
                                TestTokens.AUTHORITY, TestTokens.AUDIENCES, keys, node.clock()),
                        Challenge.of(TestTokens.AUTHORITY, TestTokens.AUDIENCES)),
                node.reads(),
                new SecretHandler(node.commands(), node.sealer(), names, versionIds),
                new VaultService.Signals(metrics, obstacles));
    }

    private void assign(String role) {
        assign(role, 1);
    }

    private void assign(String role, int number) {
        node.submit(
                new Command.AddRoleAssignment(
                        new RoleAssignment(
                                "dddddddd-0000-0000-0000-00000000000" + number,
                                TestTokens.OBJECT_ID,
                                BuiltInRole.named(role).id(),
                                vault.name()),
                        true));
    }

    private Map<String, String> token(String... more) {
        Map<String, String> headers = new TreeMap<>();
        try {
            headers.put(
                    "authorization",
                    "Bearer "
                            + TestTokens.sign(
                                    TestTokens.KEY,
                                    TestTokens.claims(node.clock().instant()).build()));
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
        for (int i = 0; i < more.length; i += 2) {
            headers.put(more[i], more[i + 1]);
        }
        return headers;
    }

    private ApiResponse call(String method, String target, String body, String... headers) {
        return service.handle(Requests.request(method, VDB, target, token(headers), body));
    }

    private static void assertError(int status, String code, ApiResponse response) {
        assertEquals(status, response.status(), text(response));
        assertEquals(code, json(response).at("/error/code").asText());
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
                    service.handle(Requests.request(method, host, target, headers, "{"));
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
        assertNull(call("GET", "/secrets", "").headers().get("www-authenticate"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"evil.example", "127.0.0.1:8443", ""})
    void handle_foreignHostWithoutAToken_isNotFound(String host) {
        ApiResponse answer =
                service.handle(Requests.request("GET", host, "/secrets/x", Map.of(), ""));
        assertEquals(404, answer.status());
        assertTrue(Requests.text(answer).contains("VaultNotFound"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"missing.vault.localhost", "evil.example", HOST, ""})
    void handle_unknownVault_isNotFound(String host) {
        assign(OFFICER);
        for (String method : List.of("GET", "PUT")) {
            assertError(
                    404,
                    "VaultNotFound",
                    service.handle(
                            Requests.request(
                                    method,
                                    host.equals(HOST) ? "db2.vault.localhost" : host,
                                    "/secrets/x",
                                    token(),
                                    "{\"value\":\"x\"}")));
        }
    }

    @Test
    void handle_withoutARole_isForbiddenWhetherItExistsOrNot() {
        for (String target : List.of("/secrets/there", "/secrets/missing", "/deletedsecrets/x")) {
            ApiResponse response = call("GET", target, "");
            assertError(403, "Forbidden", response);
            assertEquals("ForbiddenByRbac", json(response).at("/error/innererror/code").asText());
        }
        assertError(403, "Forbidden", call("PUT", "/secrets/x", "{not json"));
    }

    @Test
    void handle_readerWhoWrites_isForbidden() {
        assign(READER);
        assertError(404, "SecretNotFound", call("GET", "/secrets/x", ""));
        assertError(403, "Forbidden", call("PUT", "/secrets/x", "{\"value\":\"1\"}"));
        assertError(403, "Forbidden", call("DELETE", "/secrets/x", ""));
    }

    @Test
    void handle_officer_setsAndGets() {
        assign(OFFICER);
        ApiResponse set = call("PUT", "/secrets/x", "{\"value\":\"1\"}");
        assertEquals(200, set.status(), text(set));
        assertEquals(
                "dddddddd-0000-0000-0000-000000000001",
                set.headers().get("x-ms-keyvault-rbac-assignment-id"));
        assertNull(set.headers().get("repeatability-result"));
        assertEquals("1", json(call("GET", "/secrets/x", "")).get("value").asText());
        assertTrue(metrics.scrape().contains("operation=\"SecretSet\",status=\"200\""));
    }

    @ParameterizedTest
    @CsvSource({
        "GET,/secrets/x?api-version=1.0,400,BadParameter",
        "GET,/secrets/x?x=y,400,BadParameter",
        "GET,/secrets/bad_name,400,BadParameter",
        "GET,/secrets/%zz,400,BadParameter",
        "GET,/nothing,404,NotFound",
        "GET,/keys/x,404,NotFound",
        "HEAD,/secrets/x,405,MethodNotAllowed",
        "OPTIONS,/secrets,405,MethodNotAllowed"
    })
    void handle_badRoute_isRefused(String method, String target, int status, String code) {
        assertError(status, code, call(method, target, ""));
    }

    @Test
    void handle_longUnprintableName_isRefusedWithAnAnswer() {
        String face = "%F0%9F%98%80";
        assertError(400, "BadParameter", call("GET", "/secrets/x" + face.repeat(120), ""));
        assertError(404, "NotFound", call("GET", "/x" + face.repeat(120), ""));
        assertError(
                400, "BadParameter", call("GET", "/secrets?api-version=x" + face.repeat(120), ""));
    }

    @Test
    void handle_bodyOfAnotherType_isRefused() {
        assign(OFFICER);
        String body = "{\"value\":\"1\"}";
        assertError(
                415,
                "UnsupportedMediaType",
                call("PUT", "/secrets/x", body, "content-type", "text/plain"));
        for (String type :
                List.of(
                        "application/json",
                        "Application/JSON; charset=utf-8",
                        "application/json;")) {
            assertEquals(200, call("PUT", "/secrets/x", body, "content-type", type).status());
        }
        assertEquals(
                200, call("POST", "/secrets/x/backup", "", "content-type", "text/plain").status());
    }

    @Test
    void handle_repeatedRequest_saysSoAndChangesNothingMore() {
        assign(OFFICER);
        String[] id = {"repeatability-request-id", "12345678-1234-1234-1234-123456789abc"};
        ApiResponse first = call("PUT", "/secrets/x", "{\"value\":\"1\"}", id);
        assertEquals("accepted", first.headers().get("repeatability-result"));
        assertEquals(text(first), text(call("PUT", "/secrets/x", "{\"value\":\"1\"}", id)));
        assertError(409, "Conflict", call("PUT", "/secrets/x", "{\"value\":\"2\"}", id));
        assertError(
                400,
                "BadParameter",
                call(
                        "PUT",
                        "/secrets/x",
                        "{\"value\":\"1\"}",
                        "repeatability-request-id",
                        "not a uuid"));
    }

    @Test
    void handle_readWithoutAMajority_isUnavailableAndNeverStale() {
        assign(OFFICER);
        call("PUT", "/secrets/x", "{\"value\":\"1\"}");
        node.log().majority(false);
        assertError(503, "ServiceUnavailable", call("GET", "/secrets/x", ""));
        ApiResponse set = call("PUT", "/secrets/x", "{\"value\":\"2\"}");
        assertError(503, "ServiceUnavailable", set);
        assertEquals("1", set.headers().get("retry-after"));
    }

    @Test
    void handle_failingPart_isA500ThatTellsOnlyItsRequestId() {
        assign(OFFICER);
        VaultService broken =
                service(
                        node,
                        metrics,
                        () -> {
                            throw new StorageException("/data/state: hunter2");
                        });
        ApiResponse response =
                broken.handle(
                        Requests.request(
                                "PUT", VDB, "/secrets/x", token(), "{\"value\":\"hunter2\"}"));
        assertError(500, "InternalServerError", response);
        assertFalse(text(response).contains("hunter2"));
        String requestId = response.headers().getOrDefault("x-ms-request-id", "none");
        assertTrue(text(response).contains(requestId));
        assertTrue(metrics.scrape().contains("operation=\"SecretSet\",status=\"500\""));
    }

    @Test
    void handle_ourOwnBug_isNotAnswered() {
        assign(OFFICER);
        VaultService wrong =
                service(
                        node,
                        metrics,
                        () -> {
                            throw new InvariantViolation("cannot be");
                        });
        assertThrows(
                InvariantViolation.class,
                () ->
                        wrong.handle(
                                Requests.request(
                                        "PUT", VDB, "/secrets/x", token(), "{\"value\":\"1\"}")));
    }

    @Test
    void handle_rightsRevokedWhileUnderWay_areDecidedAgainAndRefused() {
        assign(OFFICER);
        VaultService racing =
                service(
                        node,
                        metrics,
                        () -> {
                            // Between the decision and the log.
                            node.submit(
                                    new Command.RemoveRoleAssignment(
                                            "dddddddd-0000-0000-0000-000000000001"));
                            return MemoryNode.version(1);
                        });
        assertError(403, "Forbidden", put(racing));
        assertError(403, "Forbidden", call("GET", "/secrets/x", ""));
        assign(OFFICER);
        assertError(404, "SecretNotFound", call("GET", "/secrets/x", ""));
    }

    @Test
    void handle_rightsChangedButStillThere_isDoneAfterAnotherDecision() {
        assign(OFFICER);
        AtomicInteger made = new AtomicInteger();
        VaultService racing =
                service(
                        node,
                        metrics,
                        () -> {
                            if (made.getAndIncrement() == 0) {
                                assign(READER, 2);
                            }
                            return MemoryNode.version(made.get());
                        });
        assertEquals(200, put(racing).status());
        assertEquals(2, made.get());
    }

    @Test
    void handle_rightsChangeAllTheTime_isUnavailable() {
        assign(OFFICER);
        AtomicInteger made = new AtomicInteger();
        VaultService racing =
                service(
                        node,
                        metrics,
                        () -> {
                            int round = made.incrementAndGet();
                            if (round % 2 == 1) {
                                assign(READER, 2);
                            } else {
                                node.submit(
                                        new Command.RemoveRoleAssignment(
                                                "dddddddd-0000-0000-0000-000000000002"));
                            }
                            return MemoryNode.version(round);
                        });
        ApiResponse response = put(racing);
        assertError(503, "ServiceUnavailable", response);
        assertEquals("1", response.headers().get("retry-after"));
        assertEquals(3, made.get());
        assertError(404, "SecretNotFound", call("GET", "/secrets/x", ""));
    }

    private ApiResponse put(VaultService to) {
        return to.handle(Requests.request("PUT", VDB, "/secrets/x", token(), "{\"value\":\"1\"}"));
    }

    @Test
    void handle_readThatMayBeOld_isAnsweredWithoutAMajorityWhileProven() {
        assign(OFFICER);
        call("PUT", "/secrets/x", "{\"value\":\"1\"}");
        node.nanos().advance(Duration.ofSeconds(3));
        node.log().majority(false);
        ApiResponse old = call("GET", "/secrets/x", "", "x-strongroom-max-staleness", "3");
        assertEquals(200, old.status(), text(old));
        assertEquals("3001", old.headers().get("x-strongroom-staleness"));
        assertError(503, "ServiceUnavailable", call("GET", "/secrets/x", ""));
        assertError(
                503,
                "ServiceUnavailable",
                call("GET", "/secrets/x", "", "x-strongroom-max-staleness", "2"));
        assertError(
                503,
                "ServiceUnavailable",
                call("DELETE", "/secrets/x", "", "x-strongroom-max-staleness", "60"));
        node.log().majority(true);
        ApiResponse fresh = call("GET", "/secrets/x", "", "x-strongroom-max-staleness", "1");
        assertEquals("0", fresh.headers().get("x-strongroom-staleness"));
        assertNull(call("GET", "/secrets/x", "").headers().get("x-strongroom-staleness"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "3601", "1.5", "abc", "", "01", "9999999999"})
    void handle_badStaleness_isRefused(String seconds) {
        assign(OFFICER);
        assertError(
                400,
                "BadParameter",
                call("GET", "/secrets/x", "", "x-strongroom-max-staleness", seconds));
    }

    @Test
    void handle_diskLow_refusesChangesBeforeTheLogAndServesReads() {
        assign(OFFICER);
        Obstacles obstacles = new Obstacles();
        VaultService low = service(node, metrics, node.versionIds(), obstacles);
        assertEquals(200, put(low).status());
        obstacles.set(Obstacles.Cause.DISK_LOW, Optional.of("the disk is nearly full"));
        long before = node.log().status().appliedIndex();
        ApiResponse refused = put(low);
        assertError(503, "ServiceUnavailable", refused);
        assertEquals("5", refused.headers().get("retry-after"));
        assertEquals(before, node.log().status().appliedIndex());
        assertEquals(
                200, low.handle(Requests.request("GET", VDB, "/secrets/x", token(), "")).status());
        obstacles.set(Obstacles.Cause.DISK_LOW, Optional.empty());
        assertEquals(200, put(low).status());
    }

    @Test
    void handle_stateReplacedUnderTheRequest_mayBeRepeated() {
        assign(OFFICER);
        VaultService replaced =
                service(
                        node,
                        metrics,
                        () -> {
                            throw new StorageException(
                                    StorageException.Kind.UNAVAILABLE, "the view is gone");
                        });
        ApiResponse response = put(replaced);
        assertError(503, "ServiceUnavailable", response);
        assertEquals("1", response.headers().get("retry-after"));
    }
}
