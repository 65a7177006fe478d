package io.strongroom.server.auth.issuer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;

import io.strongroom.server.auth.Authentication;
import io.strongroom.server.auth.Authenticator;
import io.strongroom.server.auth.ManualClock;
import io.strongroom.server.auth.TestTokens;
import io.strongroom.server.auth.VerificationKeys;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.text.ParseException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

final class TokenIssuerTest {
    private final ManualClock clock = new ManualClock();
    private final TokenIssuer issuer = TestClients.issuer(clock, List.of());
    private final Map<String, String> form = TestClients.secretForm();

    private TokenOutcome issue() {
        return issuer.issue(TestClients.request(form));
    }

    private static TokenOutcome.Granted assertGranted(TokenOutcome outcome) {
        return assertInstanceOf(TokenOutcome.Granted.class, outcome);
    }

    private static void assertRefused(TokenError error, TokenOutcome outcome) {
        assertEquals(error, assertInstanceOf(TokenOutcome.Refused.class, outcome).error());
        assertFalse(outcome.toString().contains(TestClients.SECRET), outcome.toString());
    }

    @Test
    void issue_rightSecret_givesATokenThatTheAuthenticatorAccepts() throws ParseException {
        TokenOutcome.Granted granted = assertGranted(issue());

        JWTClaimsSet claims = SignedJWT.parse(granted.accessToken()).getJWTClaimsSet();
        long now = clock.instant().getEpochSecond();
        assertEquals(TestTokens.AUTHORITY.issuer(), claims.getIssuer());
        assertEquals(List.of("https://vault.localhost:8443"), claims.getAudience());
        assertEquals(now, claims.getIssueTime().toInstant().getEpochSecond());
        assertEquals(now, claims.getNotBeforeTime().toInstant().getEpochSecond());
        assertEquals(now + 3600, claims.getExpirationTime().toInstant().getEpochSecond());
        assertEquals(now + 3600, granted.expiresSeconds());
        assertEquals(TestTokens.OBJECT_ID, claims.getSubject());
        assertEquals(TestTokens.OBJECT_ID, claims.getStringClaim("oid"));
        assertEquals(TestTokens.CLIENT_ID, claims.getStringClaim("appid"));
        assertEquals(TestTokens.CLIENT_ID, claims.getStringClaim("azp"));
        assertEquals(TestTokens.TENANT.toString(), claims.getStringClaim("tid"));
        assertEquals("app", claims.getStringClaim("idtyp"));
        assertEquals(claims.getJWTID(), claims.getStringClaim("uti"));
        Authenticator authenticator =
                new Authenticator(
                        TestTokens.AUTHORITY,
                        TestTokens.AUDIENCES,
                        new VerificationKeys(() -> List.of(TestTokens.issuerKey(TestTokens.KEY))),
                        clock);
        assertInstanceOf(
                Authentication.Authenticated.class,
                authenticator.authenticate("Bearer " + granted.accessToken()));
    }

    @ParameterizedTest
    @CsvSource({
        "https://vault.localhost:8443/.default, https://vault.localhost:8443",
        "https://vault.localhost//.default, https://vault.localhost",
        "https://vault.localhost/.default https://vault.localhost/.default,"
                + " https://vault.localhost",
        "https://vault.azure.net/.default openid, https://vault.azure.net"
    })
    void issue_scopeOfAKnownResource_isForIt(String scope, String resource) {
        form.put("scope", scope);

        assertEquals(resource, assertGranted(issue()).resource());
    }

    @ParameterizedTest
    @CsvSource({
        "openid profile, SCOPE_NOT_DEFAULT",
        "https://vault.localhost/user_impersonation, SCOPE_NOT_DEFAULT",
        "https://vault.localhost/.default https://vault.azure.net/.default,"
                + " SCOPE_OF_MANY_RESOURCES",
        "https://management.localhost/.default, RESOURCE_UNKNOWN",
        "/.default, RESOURCE_UNKNOWN"
    })
    void issue_otherScope_isRefused(String scope, TokenError error) {
        form.put("scope", scope);

        assertRefused(error, issue());
    }

    @Test
    void issue_oldEndpoint_takesTheResource() {
        form.remove("scope");
        form.put("resource", "https://vault.localhost:8443/");
        TokenRequest request =
                new TokenRequest(
                        TestTokens.TENANT.toString().toUpperCase(Locale.ROOT),
                        EndpointVersion.V1,
                        new Form(form),
                        Optional.empty());

        assertEquals(
                "https://vault.localhost:8443", assertGranted(issuer.issue(request)).resource());
        assertRefused(TokenError.PARAMETER_MISSING, issue());
    }

    @Test
    void issue_oldEndpointWithAnotherResource_isRefused() {
        form.put("resource", "https://graph.example");
        TokenRequest request =
                new TokenRequest(
                        TestTokens.TENANT.toString(),
                        EndpointVersion.V1,
                        new Form(form),
                        Optional.empty());

        assertRefused(TokenError.RESOURCE_UNKNOWN, issuer.issue(request));
    }

    @ParameterizedTest
    @ValueSource(strings = {"wrong", " ", "s3cr~t", "S3CR~T+WITH &%=\u00c9"})
    void issue_wrongSecret_isRefused(String secret) {
        form.put("client_secret", secret);

        assertRefused(TokenError.SECRET_WRONG, issue());
    }

    @Test
    void issue_endlessSecret_isRefusedWithoutHashing() {
        form.put("client_secret", "x".repeat(50_000));
        TokenIssuer withoutHashing = TestClients.issuer(clock, List.of(), 0);

        assertRefused(TokenError.SECRET_WRONG, withoutHashing.issue(TestClients.request(form)));
    }

    @Test
    void issue_clientIdInUpperCase_isFound() {
        form.put("client_id", TestTokens.CLIENT_ID.toUpperCase(Locale.ROOT));

        assertGranted(issue());
    }

    @Test
    void issue_unknownClient_isRefusedAfterHashingAsForAWrongSecret() {
        form.put("client_id", "dddddddd-0000-0000-0000-000000000001");

        assertRefused(TokenError.CLIENT_UNKNOWN, issue());
        // Where nothing may be hashed, an unknown client is as busy as a known one.
        assertRefused(
                TokenError.BUSY,
                TestClients.issuer(clock, List.of(), 0).issue(TestClients.request(form)));
    }

    @Test
    void issue_tooManyHashesAtOnce_isRefusedAsBusy() {
        assertRefused(
                TokenError.BUSY,
                TestClients.issuer(clock, List.of(), 0).issue(TestClients.request(form)));
    }

    @ParameterizedTest
    @CsvSource({
        "grant_type, PARAMETER_MISSING",
        "client_id, PARAMETER_MISSING",
        "scope, PARAMETER_MISSING",
        "client_secret, CREDENTIAL_MISSING"
    })
    void issue_parameterMissingOrEmpty_isRefused(String name, TokenError error) {
        form.put(name, "");
        assertRefused(error, issue());
        form.remove(name);
        assertRefused(error, issue());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"password", "authorization_code", "CLIENT_CREDENTIALS", "refresh_token"})
    void issue_otherGrantType_isRefused(String grantType) {
        form.put("grant_type", grantType);

        assertRefused(TokenError.GRANT_TYPE_UNSUPPORTED, issue());
    }

    @ParameterizedTest
    @CsvSource({
        "99999999-2222-3333-4444-555555555555, TENANT_UNKNOWN",
        "contoso.onmicrosoft.com, TENANT_UNKNOWN",
        "common, TENANT_NOT_NAMED",
        "organizations, TENANT_NOT_NAMED"
    })
    void issue_otherTenant_isRefused(String tenant, TokenError error) {
        assertRefused(
                error,
                issuer.issue(
                        new TokenRequest(
                                tenant, EndpointVersion.V2, new Form(form), Optional.empty())));
    }

    @Test
    void issue_secretAndAssertion_isRefused() {
        form.put("client_assertion", "x.y.z");
        form.put("client_assertion_type", ClientCredential.ASSERTION_TYPE);

        assertRefused(TokenError.MALFORMED_REQUEST, issue());
    }

    @Test
    void issue_noSigningKey_isRefusedForNow() {
        ClientAuthenticator nobody =
                new ClientAuthenticator(
                        TestTokens.AUTHORITY,
                        clientId -> Optional.empty(),
                        new HashGate(1, Duration.ZERO),
                        clock);
        TokenIssuer keyless =
                new TokenIssuer(
                        TestTokens.AUTHORITY,
                        TestTokens.AUDIENCES,
                        Duration.ofHours(1),
                        clock,
                        new TokenIssuer.Parties(nobody, Optional::empty));

        assertRefused(TokenError.NO_SIGNING_KEY, keyless.issue(TestClients.request(form)));
    }

    @Test
    void construct_lifetimeUnderASecond_isRefused() {
        ClientAuthenticator nobody =
                new ClientAuthenticator(
                        TestTokens.AUTHORITY,
                        clientId -> Optional.empty(),
                        new HashGate(1, Duration.ZERO),
                        clock);

        assertThrows(
                IllegalArgumentException.class,
                () ->
                        new TokenIssuer(
                                TestTokens.AUTHORITY,
                                TestTokens.AUDIENCES,
                                Duration.ofMillis(999),
                                clock,
                                new TokenIssuer.Parties(nobody, Optional::empty)));
    }
}
