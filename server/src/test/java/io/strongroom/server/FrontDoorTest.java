package io.strongroom.server;

import static io.strongroom.server.fake.Requests.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strongroom.server.admin.AdminEndpointTest;
import io.strongroom.server.auth.TestTokens;
import io.strongroom.server.auth.VerificationKeys;
import io.strongroom.server.auth.issuer.ClientAuthenticator;
import io.strongroom.server.auth.issuer.CurrentSigner;
import io.strongroom.server.auth.issuer.HashGate;
import io.strongroom.server.auth.issuer.IssuerEndpoint;
import io.strongroom.server.auth.issuer.TokenIssuer;
import io.strongroom.server.fake.MemoryNode;
import io.strongroom.server.fake.Requests;
import io.strongroom.server.http.ApiResponse;
import io.strongroom.server.http.PublicNames;
import io.strongroom.server.telemetry.Health;
import io.strongroom.server.telemetry.Metrics;
import io.strongroom.server.telemetry.Obstacles;
import io.strongroom.server.telemetry.OperationsEndpoint;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

final class FrontDoorTest {
    private static final String VAULT = "vdb.vault.localhost";
    private static final String AUTHORITY = "login.localhost:8443";
    private final MemoryNode node = MemoryNode.founded();
    private final Metrics metrics = new Metrics();
    private final Obstacles obstacles = new Obstacles();
    private final FrontDoor door =
            new FrontDoor(
                    new PublicNames(TestTokens.NAMES),
                    new OperationsEndpoint(new Health(1, node.log()), metrics),
                    AdminEndpointTest.endpoint(node, metrics),
                    obstacles,
                    issuer(),
                    ServedVault.service(node, metrics, node.versionIds()));

    @AfterEach
    void close() {
        metrics.close();
        node.close();
    }

    private IssuerEndpoint issuer() {
        ClientAuthenticator clients =
                new ClientAuthenticator(
                        TestTokens.AUTHORITY,
                        _ -> Optional.empty(),
                        new HashGate(1, Duration.ofMillis(1)),
                        node.clock());
        CurrentSigner signer =
                new CurrentSigner(
                        List::of,
                        _ -> {
                            throw new IllegalStateException("nothing is signed here");
                        });
        return new IssuerEndpoint(
                TestTokens.AUTHORITY,
                new TokenIssuer(
                        TestTokens.AUTHORITY,
                        TestTokens.AUDIENCES,
                        Duration.ofHours(1),
                        node.clock(),
                        new TokenIssuer.Parties(clients, signer)),
                new VerificationKeys(List::of),
                node.clock());
    }

    private ApiResponse call(String method, String host, String path) {
        return door.apply(Requests.request(method, host, path, Map.of(), ""));
    }

    @ParameterizedTest
    @ValueSource(strings = {VAULT, AUTHORITY, "127.0.0.1:8443", ""})
    void apply_operations_needNeitherHostNorToken(String host) {
        assertEquals(200, call("GET", host, "/health/live").status());
        assertEquals(503, call("GET", host, "/health/ready").status());
        assertTrue(call("GET", host, "/metrics").contentType().startsWith("text/plain"));
    }

    @ParameterizedTest
    @CsvSource({
        "POST,/health/live",
        "GET,/health/other",
        "GET,/healthy",
        "GET,/metrics/x",
        "GET,/",
        "GET,/secrets/x"
    })
    void apply_anythingElseAtAVault_isChallenged(String method, String path) {
        assertEquals(401, call(method, VAULT, path).status());
    }

    @ParameterizedTest
    @ValueSource(strings = {VAULT, AUTHORITY, "127.0.0.1:8443", ""})
    void apply_administration_needsATokenUnderAnyHost(String host) {
        ApiResponse answer = call("GET", host, "/admin/v1/cluster");
        assertEquals(401, answer.status());
        assertTrue(answer.headers().containsKey("www-authenticate"));
    }

    @Test
    void apply_authoritysHost_isTheIssuer() {
        ApiResponse discovery =
                call(
                        "GET",
                        "LOGIN.localhost",
                        "/" + TestTokens.TENANT + "/v2.0/.well-known/openid-configuration");
        assertEquals(200, discovery.status(), text(discovery));
        assertTrue(text(discovery).contains("token_endpoint"));
        assertEquals(404, call("GET", AUTHORITY, "/secrets/x").status());
    }

    @Test
    void apply_diverged_servesNobodyButOperations() {
        obstacles.set(Obstacles.Cause.DIVERGED, Optional.of("the state differs"));
        for (String host : List.of(VAULT, AUTHORITY)) {
            ApiResponse refusal = call("GET", host, "/secrets/x");
            assertEquals(503, refusal.status());
            assertEquals("5", refusal.headers().get("retry-after"));
            assertTrue(text(refusal).contains("the state differs"));
        }
        assertEquals(200, call("GET", VAULT, "/health/live").status());
        assertEquals(200, call("GET", VAULT, "/metrics").status());
    }

    @ParameterizedTest
    @EnumSource(
            value = Obstacles.Cause.class,
            names = {"DIVERGED", "DISK_FULL"})
    void apply_fenced_isStillAdministered(Obstacles.Cause cause) {
        obstacles.set(cause, Optional.of("fenced"));
        String path = "/admin/v1/cluster";
        Map<String, String> token = Map.of("authorization", AdminEndpointTest.token(node));
        ApiResponse status = door.apply(Requests.request("GET", VAULT, path, token, ""));
        assertEquals(200, status.status(), text(status));
        assertEquals(401, call("GET", VAULT, path).status());
        assertEquals(503, call("GET", VAULT, "/secrets/x").status());
    }
}
