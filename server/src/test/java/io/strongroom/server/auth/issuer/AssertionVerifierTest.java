package io.strongroom.server.auth.issuer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.Base64;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;

import io.strongroom.server.auth.ManualClock;
import io.strongroom.server.auth.TestTokens;
import io.strongroom.storage.command.Bytes;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.security.KeyPair;
import java.security.interfaces.ECPrivateKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

final class AssertionVerifierTest {
    private static final RSAKey RSA = TestTokens.newKey();
    private static final KeyPair EC = TestCertificates.ecPair("secp256r1");
    private static final KeyPair EC_OTHER_CURVE = TestCertificates.ecPair("secp384r1");

    private final ManualClock clock = new ManualClock();
    private final TokenIssuer issuer =
            TestClients.issuer(
                    clock,
                    List.of(
                            Bytes.copyOf(new byte[] {1, 2, 3}),
                            certificate(TestCertificates.rsaPair(RSA)),
                            certificate(EC),
                            certificate(EC_OTHER_CURVE)));

    private Bytes certificate(KeyPair pair) {
        return TestCertificates.certificate(pair, clock.instant());
    }

    private JWTClaimsSet.Builder claims() {
        return new JWTClaimsSet.Builder()
                .issuer(TestTokens.CLIENT_ID)
                .subject(TestTokens.CLIENT_ID)
                .audience(TestTokens.AUTHORITY.tokenEndpointV2())
                .notBeforeTime(Date.from(clock.instant()))
                .expirationTime(Date.from(clock.instant().plus(Duration.ofMinutes(10))))
                .jwtID(UUID.randomUUID().toString());
    }

    private TokenOutcome issue(String assertion) {
        Map<String, String> form = TestClients.secretForm();
        form.remove("client_secret");
        form.put("client_assertion", assertion);
        form.put("client_assertion_type", ClientCredential.ASSERTION_TYPE);
        return issuer.issue(TestClients.request(form));
    }

    private TokenOutcome issue(JWTClaimsSet claims) throws JOSEException {
        return issue(sign(JWSAlgorithm.RS256, new RSASSASigner(RSA), claims));
    }

    private static String sign(JWSAlgorithm algorithm, JWSSigner signer, JWTClaimsSet claims)
            throws JOSEException {
        return TestTokens.sign(new JWSHeader(algorithm), signer, claims);
    }

    private static void assertGranted(TokenOutcome outcome) {
        assertInstanceOf(TokenOutcome.Granted.class, outcome);
    }

    private static void assertRefused(TokenError error, TokenOutcome outcome) {
        assertEquals(error, assertInstanceOf(TokenOutcome.Refused.class, outcome).error());
    }

    @Test
    void issue_eachSupportedAlgorithm_isAccepted() throws JOSEException {
        RSASSASigner rsa = new RSASSASigner(RSA);

        assertGranted(issue(sign(JWSAlgorithm.RS256, rsa, claims().build())));
        assertGranted(issue(sign(JWSAlgorithm.PS256, rsa, claims().build())));
        assertGranted(
                issue(
                        sign(
                                JWSAlgorithm.ES256,
                                new ECDSASigner((ECPrivateKey) EC.getPrivate()),
                                claims().build())));
    }

    @Test
    void issue_otherAlgorithm_isRefused() throws JOSEException {
        JWTClaimsSet claims = claims().build();
        byte[] publicKey = RSA.toRSAPublicKey().getEncoded();

        assertRefused(
                TokenError.ASSERTION_MALFORMED,
                issue(sign(JWSAlgorithm.HS256, new MACSigner(publicKey), claims)));
        assertRefused(
                TokenError.ASSERTION_MALFORMED,
                issue(sign(JWSAlgorithm.RS512, new RSASSASigner(RSA), claims)));
        assertRefused(
                TokenError.ASSERTION_MALFORMED,
                issue(
                        sign(
                                JWSAlgorithm.ES384,
                                new ECDSASigner(EC_OTHER_CURVE.getPrivate(), Curve.P_384),
                                claims)));
        assertRefused(TokenError.ASSERTION_MALFORMED, issue(new PlainJWT(claims).serialize()));
    }

    @Test
    void issue_foreignKeyHoweverTheHeaderBringsIt_isRefused() throws JOSEException {
        RSAKey foreign = TestTokens.FOREIGN_KEY;
        RSASSASigner signer = new RSASSASigner(foreign);
        Base64 chain = Base64.encode(certificate(TestCertificates.rsaPair(foreign)).toArray());
        for (JWSHeader.Builder header :
                List.of(
                        new JWSHeader.Builder(JWSAlgorithm.RS256),
                        new JWSHeader.Builder(JWSAlgorithm.RS256).jwk(foreign.toPublicJWK()),
                        new JWSHeader.Builder(JWSAlgorithm.RS256).x509CertChain(List.of(chain)))) {
            assertRefused(
                    TokenError.ASSERTION_SIGNATURE_WRONG,
                    issue(TestTokens.sign(header.build(), signer, claims().build())));
        }
    }

    @Test
    @SuppressWarnings("deprecation") // Clients still send the SHA-1 thumbprint.
    void issue_thumbprintsAndChainOfTheRegisteredCertificate_areTolerated() throws JOSEException {
        JWSHeader header =
                new JWSHeader.Builder(JWSAlgorithm.RS256)
                        .keyID("AAECAwQFBgcICQoLDA0ODw==")
                        .x509CertThumbprint(Base64URL.encode("sha-1"))
                        .x509CertSHA256Thumbprint(Base64URL.encode("sha-256"))
                        .x509CertChain(
                                List.of(
                                        Base64.encode(
                                                certificate(TestCertificates.rsaPair(RSA))
                                                        .toArray())))
                        .build();

        assertGranted(issue(TestTokens.sign(header, new RSASSASigner(RSA), claims().build())));
    }

    @Test
    void issue_criticalHeader_isRefused() throws JOSEException {
        JWSHeader header =
                new JWSHeader.Builder(JWSAlgorithm.RS256)
                        .criticalParams(Set.of("exp"))
                        .customParam("exp", 1)
                        .build();

        assertRefused(
                TokenError.ASSERTION_MALFORMED,
                issue(TestTokens.sign(header, new RSASSASigner(RSA), claims().build())));
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "a.b.c", "bnVsbA.bnVsbA.AA", "eyJhbGciOiJSUzI1NiJ9.e30."})
    void issue_garbage_isRefused(String assertion) {
        assertRefused(TokenError.ASSERTION_MALFORMED, issue(assertion));
    }

    @Test
    void issue_overlongAssertion_isRefused() throws JOSEException {
        assertRefused(
                TokenError.ASSERTION_MALFORMED,
                issue(claims().claim("padding", "p".repeat(13_000)).build()));
    }

    @Test
    void issue_certificateOutOfDate_isRefused() throws JOSEException {
        clock.advance(Duration.ofDays(2));

        assertRefused(TokenError.ASSERTION_SIGNATURE_WRONG, issue(claims().build()));
    }

    @Test
    void issue_anotherIssuerOrSubject_isRefused() throws JOSEException {
        assertRefused(
                TokenError.ASSERTION_OF_OTHER_CLIENT, issue(claims().issuer("other").build()));
        assertRefused(
                TokenError.ASSERTION_OF_OTHER_CLIENT, issue(claims().subject("other").build()));
        assertRefused(TokenError.ASSERTION_OF_OTHER_CLIENT, issue(claims().subject(null).build()));
    }

    @Test
    void issue_audienceThatMeansThisIssuer_isAccepted() throws JOSEException {
        String tenant = "https://login.localhost:8443/" + TestTokens.TENANT;
        for (String audience :
                List.of(
                        tenant,
                        tenant + "/",
                        tenant + "/v2.0",
                        tenant + "/oauth2/token",
                        tenant + "/oauth2/v2.0/token/",
                        "https://LOGIN.localhost:8443/" + TestTokens.TENANT + "/v2.0")) {
            assertGranted(issue(claims().audience(audience).build()));
        }
    }

    @Test
    void issue_anotherAudienceNoneOrSeveral_isRefused() throws JOSEException {
        String ours = TestTokens.AUTHORITY.issuer();
        for (List<String> audience :
                List.of(
                        List.<String>of(),
                        List.of("https://login.microsoftonline.com/x/oauth2/v2.0/token"),
                        List.of("https://vault.localhost:8443"),
                        List.of("https://login.localhost:8443"),
                        List.of(ours, "https://other.example"))) {
            assertRefused(
                    TokenError.ASSERTION_FOR_OTHER_AUDIENCE,
                    issue(claims().audience(audience).build()));
        }
    }

    @Test
    void issue_outsideItsTime_isRefused() throws JOSEException {
        Instant now = clock.instant();

        assertRefused(
                TokenError.ASSERTION_OUT_OF_TIME,
                issue(claims().expirationTime(Date.from(now.minusSeconds(60))).build()));
        assertRefused(
                TokenError.ASSERTION_OUT_OF_TIME, issue(claims().expirationTime(null).build()));
        assertRefused(
                TokenError.ASSERTION_OUT_OF_TIME,
                issue(claims().expirationTime(Date.from(now.plusSeconds(3661))).build()));
        assertRefused(
                TokenError.ASSERTION_OUT_OF_TIME,
                issue(claims().notBeforeTime(Date.from(now.plusSeconds(61))).build()));
    }

    @Test
    void issue_atTheEdgeOfItsTime_isAccepted() throws JOSEException {
        Instant now = clock.instant();

        assertGranted(issue(claims().expirationTime(Date.from(now.minusSeconds(59))).build()));
        assertGranted(issue(claims().expirationTime(Date.from(now.plusSeconds(3660))).build()));
        assertGranted(issue(claims().notBeforeTime(Date.from(now.plusSeconds(60))).build()));
        assertGranted(issue(claims().notBeforeTime(null).build()));
    }

    @Test
    void issue_sameAssertionTwice_isRefusedTheSecondTime() throws JOSEException {
        String assertion = sign(JWSAlgorithm.RS256, new RSASSASigner(RSA), claims().build());

        assertGranted(issue(assertion));
        assertRefused(TokenError.ASSERTION_REPLAYED, issue(assertion));
        clock.advance(Duration.ofMinutes(10).plusSeconds(59));
        assertRefused(TokenError.ASSERTION_REPLAYED, issue(assertion));
        clock.advance(Duration.ofSeconds(1));
        assertRefused(TokenError.ASSERTION_OUT_OF_TIME, issue(assertion));
    }

    @Test
    void issue_noUsableJwtId_isRefused() throws JOSEException {
        assertRefused(TokenError.ASSERTION_MALFORMED, issue(claims().jwtID(null).build()));
        assertRefused(TokenError.ASSERTION_MALFORMED, issue(claims().jwtID(" ").build()));
        assertRefused(
                TokenError.ASSERTION_MALFORMED, issue(claims().jwtID("j".repeat(257)).build()));
    }

    @Test
    void issue_unknownClientOrAssertionType_isRefused() throws JOSEException {
        Map<String, String> form = TestClients.secretForm();
        form.remove("client_secret");
        form.put(
                "client_assertion",
                sign(JWSAlgorithm.RS256, new RSASSASigner(RSA), claims().build()));
        form.put("client_assertion_type", "urn:ietf:params:oauth:grant-type:jwt-bearer");
        assertRefused(TokenError.MALFORMED_REQUEST, issuer.issue(TestClients.request(form)));

        form.put("client_assertion_type", ClientCredential.ASSERTION_TYPE);
        form.put("client_id", "other");
        assertRefused(TokenError.CLIENT_UNKNOWN, issuer.issue(TestClients.request(form)));
    }

    @Test
    void use_whenFull_countsNoneUntilOneExpires() {
        UsedAssertions used = new UsedAssertions(1);

        assertEquals(UsedAssertions.Use.FIRST, used.use("client", "1", 0, 10));
        assertEquals(UsedAssertions.Use.REPEATED, used.use("client", "1", 9, 10));
        assertEquals(UsedAssertions.Use.NO_ROOM, used.use("client", "2", 9, 10));
        assertEquals(UsedAssertions.Use.FIRST, used.use("other", "1", 10, 20));
    }
}
