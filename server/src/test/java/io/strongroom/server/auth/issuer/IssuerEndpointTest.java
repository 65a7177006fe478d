package io.strongroom.server.auth.issuer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.strongroom.server.auth.ManualClock;
import io.strongroom.server.auth.TestTokens;
import io.strongroom.server.auth.VerificationKeys;
import io.strongroom.storage.command.Bytes;
import io.strongroom.storage.command.IssuerKey;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

final class IssuerEndpointTest {
    private static final String FORM = "application/x-www-form-urlencoded";
    private static final String TENANT = TestTokens.TENANT.toString();
    private static final String BASE = "https://login.localhost:8443/" + TENANT;

    private final ManualClock clock = new ManualClock();
    private final IssuerEndpoint endpoint =
            new IssuerEndpoint(
                    TestTokens.AUTHORITY,
                    TestClients.issuer(clock, List.of()),
                    // The whole key as JSON: the document must drop the private part.
                    new VerificationKeys(() ->
                            List.of(
                                    new IssuerKey(
                                            TestTokens.KEY.getKeyID(),
                                            TestTokens.KEY.toJSONString(),
                                            Bytes.empty()))),
                    clock);
    private final Map<String, String> form = TestClients.secretForm();

    private static JsonNode json(IssuerAnswer answer) throws JsonProcessingException {
        assertEquals("application/json; charset=utf-8", answer.contentType());
        assertEquals("no-store", answer.headers().get("Cache-Control"));
        return new ObjectMapper().readTree(answer.body());
    }

    private byte[] body() {
        return form.entrySet().stream()
                .map(entry ->
                        entry.getKey()
                                + "="
                                + URLEncoder.encode(entry.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"))
                .getBytes(StandardCharsets.UTF_8);
    }

    private IssuerAnswer post(String path) {
        return endpoint.handle("POST", path, null, FORM, body());
    }

    private IssuerAnswer get(String path) {
        return endpoint.handle("GET", path, null, null, new byte[0]);
    }

    @Test
    void token_newEndpoint_answersWithNumbers() throws JsonProcessingException {
        IssuerAnswer answer = post("/" + TENANT + "/oauth2/v2.0/token");

        JsonNode json = json(answer);
        assertEquals(200, answer.status());
        assertEquals("Bearer", json.get("token_type").textValue());
        assertEquals(3600, json.get("expires_in").intValue());
        assertTrue(json.get("ext_expires_in").isInt());
        assertTrue(json.get("access_token").textValue().startsWith("ey"));
        assertEquals(4, json.size());
        assertFalse(answer.toString().contains("ey"), answer.toString());
    }

    @Test
    void token_oldEndpoint_answersWithStrings() throws JsonProcessingException {
        form.put("resource", "https://vault.localhost:8443");
        IssuerAnswer answer = post("/" + TENANT + "/oauth2/token");

        JsonNode json = json(answer);
        long now = clock.instant().getEpochSecond();
        assertEquals(200, answer.status());
        assertEquals("3600", json.get("expires_in").textValue());
        assertEquals(Long.toString(now + 3600), json.get("expires_on").textValue());
        assertEquals(Long.toString(now), json.get("not_before").textValue());
        assertEquals("https://vault.localhost:8443", json.get("resource").textValue());
        assertTrue(json.get("access_token").textValue().startsWith("ey"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/TENANT/oauth2/v2.0/token/",
                "//TENANT//oauth2/v2.0/token",
                "/TENANT/oAuth2/V2.0/Token",
                "/TENANT/oauth2/v2.0/token?x=y",
                "/TENANT/oauth2/v2.0/token/?a/b"
            })
    void token_pathInAnotherSpelling_isTheSame(String path) {
        assertEquals(200, post(path.replace("TENANT", TENANT)).status());
    }

    @Test
    void token_wrongSecret_isRefusedInEntrasForm() throws JsonProcessingException {
        form.put("client_secret", "wrong");
        IssuerAnswer answer = post("/" + TENANT + "/oauth2/v2.0/token");

        JsonNode json = json(answer);
        assertEquals(401, answer.status());
        assertEquals("invalid_client", json.get("error").textValue());
        assertTrue(json.get("error_description").textValue().startsWith("AADSTS7000215: "));
        assertEquals(7000215, json.get("error_codes").get(0).intValue());
        assertEquals("2026-11-21 12:00:00Z", json.get("timestamp").textValue());
        assertNull(answer.headers().get("WWW-Authenticate"));
    }

    @Test
    void token_wrongBasicHeader_isAnsweredWithTheScheme() {
        form.remove("client_secret");

        IssuerAnswer answer =
                endpoint.handle(
                        "POST", "/" + TENANT + "/oauth2/v2.0/token", "Basic eDp5", FORM, body());

        assertEquals(400, answer.status());
        form.remove("client_id");
        answer =
                endpoint.handle(
                        "POST", "/" + TENANT + "/oauth2/v2.0/token", "Basic !", FORM, body());
        assertEquals(401, answer.status());
        assertEquals("Basic realm=\"token\"", answer.headers().get("WWW-Authenticate"));
    }

    @Test
    void token_busy_saysWhenToRetry() {
        IssuerEndpoint busy =
                new IssuerEndpoint(
                        TestTokens.AUTHORITY,
                        TestClients.issuer(clock, List.of(), 0),
                        new VerificationKeys(List::of),
                        clock);

        IssuerAnswer answer =
                busy.handle("POST", "/" + TENANT + "/oauth2/v2.0/token", null, FORM, body());

        assertEquals(429, answer.status());
        assertEquals("2", answer.headers().get("Retry-After"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD", "PUT", "DELETE", "OPTIONS", "post"})
    void token_otherMethod_isNotAllowed(String method) {
        IssuerAnswer answer =
                endpoint.handle(method, "/" + TENANT + "/oauth2/v2.0/token", null, FORM, body());

        assertEquals(405, answer.status());
        assertEquals("POST", answer.headers().get("Allow"));
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "application/json", "multipart/form-data; boundary=x"})
    void token_otherContentType_isRefused(@Nullable String contentType) {
        String path = "/" + TENANT + "/oauth2/v2.0/token";

        assertEquals(400, endpoint.handle("POST", path, null, contentType, body()).status());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/x-www-form-urlencoded; charset=utf-8",
                "Application/X-WWW-Form-Urlencoded;charset=UTF-8"
            })
    void token_contentTypeWithParameters_isAccepted(String contentType) {
        String path = "/" + TENANT + "/oauth2/v2.0/token";

        assertEquals(200, endpoint.handle("POST", path, null, contentType, body()).status());
    }

    @Test
    void token_bodyOverTheLimit_isRefused() {
        String path = "/" + TENANT + "/oauth2/v2.0/token";
        form.put("padding", "");
        form.put("padding", "p".repeat(IssuerEndpoint.MAX_BODY_BYTES - body().length));

        assertEquals(IssuerEndpoint.MAX_BODY_BYTES, body().length);
        assertEquals(200, post(path).status());
        form.merge("padding", "p", String::concat);
        assertEquals(413, post(path).status());
    }

    @Test
    void token_bodyNotUtf8_isRefused() {
        byte[] body = {'a', '=', (byte) 0xff};

        assertEquals(
                400,
                endpoint.handle("POST", "/" + TENANT + "/oauth2/token", null, FORM, body).status());
    }

    @ParameterizedTest
    @CsvSource({
        "/v2.0/.well-known/openid-configuration, /oauth2/v2.0/",
        "/.well-known/openid-configuration, /oauth2/"
    })
    void configuration_ofTheTenant_namesTheEndpoints(String path, String prefix)
            throws JsonProcessingException {
        JsonNode json = json(get("/" + TENANT + path));

        assertEquals(BASE + "/v2.0", json.get("issuer").textValue());
        assertEquals(BASE + prefix + "token", json.get("token_endpoint").textValue());
        assertEquals(BASE + prefix + "authorize", json.get("authorization_endpoint").textValue());
        assertEquals(BASE + "/discovery/v2.0/keys", json.get("jwks_uri").textValue());
        assertEquals("RS256", json.get("id_token_signing_alg_values_supported").get(0).textValue());
    }

    @Test
    void keys_ofTheTenant_arePublicOnly() throws JsonProcessingException {
        for (String path : List.of("/discovery/v2.0/keys", "/discovery/keys")) {
            JsonNode keys = json(get("/" + TENANT + path)).get("keys");
            assertEquals(1, keys.size());
            assertEquals(TestTokens.KEY.getKeyID(), keys.get(0).get("kid").textValue());
            assertEquals("RSA", keys.get(0).get("kty").textValue());
            for (String secret : List.of("d", "p", "q", "dp", "dq", "qi")) {
                assertFalse(keys.get(0).has(secret), secret);
            }
        }
    }

    @Test
    void instance_anyAuthorizationEndpoint_namesThisHost() throws JsonProcessingException {
        JsonNode json =
                json(get("/common/discovery/instance?api-version=1.1&authorization_endpoint=x"));

        assertEquals(
                BASE + "/v2.0/.well-known/openid-configuration",
                json.get("tenant_discovery_endpoint").textValue());
        JsonNode cloud = json.get("metadata").get(0);
        assertEquals("login.localhost:8443", cloud.get("preferred_network").textValue());
        assertEquals(
                "[\"login.localhost:8443\",\"login.localhost\"]", cloud.get("aliases").toString());
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /common/discovery/v2.0/keys, 200",
        "HEAD, /TENANT/discovery/v2.0/keys, 200",
        "GET, /organizations/v2.0/.well-known/openid-configuration, 200",
        "GET, /other/v2.0/.well-known/openid-configuration, 400",
        "GET, /other/discovery/v2.0/keys, 400",
        "POST, /TENANT/discovery/v2.0/keys, 405",
        "GET, /TENANT/oauth2/v2.0/authorize, 404",
        "GET, /TENANT, 404",
        "GET, /, 404",
        "GET, '', 404",
        "GET, /x/../TENANT/discovery/keys, 404"
    })
    void document_byPathAndMethod_hasItsStatus(String method, String path, int status) {
        String full = path.replace("TENANT", TENANT);

        assertEquals(status, endpoint.handle(method, full, null, null, new byte[0]).status());
    }

    @Test
    void configuration_unknownTenant_isRefusedInEntrasForm() throws JsonProcessingException {
        JsonNode json = json(get("/contoso.com/v2.0/.well-known/openid-configuration"));

        assertEquals("invalid_request", json.get("error").textValue());
        assertTrue(
                json.get("error_description")
                        .textValue()
                        .startsWith("AADSTS90002: Tenant 'contoso.com' not found."));
    }
}
