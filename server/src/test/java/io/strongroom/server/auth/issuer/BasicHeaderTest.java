package io.strongroom.server.auth.issuer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.strongroom.server.auth.ManualClock;
import io.strongroom.server.auth.TestTokens;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Client secrets in an Authorization header. */
final class BasicHeaderTest {
    private final TokenIssuer issuer = TestClients.issuer(new ManualClock(), List.of());
    private final Map<String, String> form = TestClients.secretForm();

    private TokenOutcome issueWithHeader(String authorization) {
        return issuer.issue(
                new TokenRequest(
                        TestTokens.TENANT.toString(),
                        EndpointVersion.V2,
                        new Form(form),
                        Optional.of(authorization)));
    }

    private static String basic(String pair) {
        return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }

    private static void assertGranted(TokenOutcome outcome) {
        assertInstanceOf(TokenOutcome.Granted.class, outcome);
    }

    private static void assertRefused(TokenError error, TokenOutcome outcome) {
        assertEquals(error, assertInstanceOf(TokenOutcome.Refused.class, outcome).error());
    }

    @Test
    void issue_basicHeader_isDecodedAndAccepted() {
        form.remove("client_secret");
        String encoded = TestTokens.CLIENT_ID + ":s3cr~t%2Bwith+%26%25%3D%C3%A9";

        assertGranted(issueWithHeader(basic(encoded)));
        form.remove("client_id");
        assertGranted(issueWithHeader(basic(encoded).replace("Basic ", "bASIC  ")));
    }

    @Test
    void issue_basicHeaderWithWrongSecret_isRefused() {
        form.remove("client_secret");

        assertRefused(
                TokenError.SECRET_WRONG, issueWithHeader(basic(TestTokens.CLIENT_ID + ":wrong")));
    }

    @Test
    void issue_basicHeaderBesideAFormSecretOrAnotherClient_isRefused() {
        assertRefused(
                TokenError.MALFORMED_REQUEST,
                issueWithHeader(basic(TestTokens.CLIENT_ID + ":wrong")));
        form.remove("client_secret");
        form.put("client_id", "other");
        assertRefused(
                TokenError.MALFORMED_REQUEST,
                issueWithHeader(basic(TestTokens.CLIENT_ID + ":wrong")));
    }

    @Test
    void issue_unreadableHeader_isRefused() {
        form.remove("client_secret");
        for (String header :
                List.of(
                        "",
                        "Basic",
                        "Basic !",
                        "Bearer x",
                        basic("no colon"),
                        basic(TestTokens.CLIENT_ID + ":"))) {
            assertRefused(TokenError.CREDENTIAL_MISSING, issueWithHeader(header));
        }
        form.remove("client_id");
        assertRefused(TokenError.PARAMETER_MISSING, issueWithHeader(basic(":x")));
        assertRefused(TokenError.MALFORMED_REQUEST, issueWithHeader(basic("x:%zz")));
    }

    @Test
    void toString_ofARequest_showsNoCredential() {
        TokenRequest request = TestClients.request(form);

        assertFalse(request.toString().contains(TestClients.SECRET), request.toString());
        assertFalse(
                ClientCredential.of(request).toString().contains(TestClients.SECRET),
                request.toString());
    }
}
