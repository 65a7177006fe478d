package io.strongroom.server.key;

import static io.strongroom.server.key.ReleaseBench.ATTESTER;
import static io.strongroom.server.key.ReleaseBench.ELSEWHERE;
import static io.strongroom.server.key.ReleaseBench.body;
import static io.strongroom.server.key.ReleaseBench.jwk;
import static io.strongroom.server.key.ReleaseBench.releasePolicy;
import static io.strongroom.server.key.ReleaseBench.signed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jwt.JWTClaimsSet;

import io.strongroom.client.api.ErrorCode;
import io.strongroom.server.auth.Authentication;
import io.strongroom.server.auth.Authenticator;
import io.strongroom.server.auth.TestTokens;
import io.strongroom.server.auth.VerificationKeys;
import io.strongroom.server.http.ApiException;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Date;
import java.util.List;
import java.util.Map;

/** Tokens by which no key goes, and that the answer by which one went is no access token. */
final class KeyReleaseTokenTest {
    private ReleaseBench bench;

    @BeforeEach
    void open(@TempDir Path folder) throws IOException {
        bench = new ReleaseBench(folder);
    }

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void release_whatTheClaimsDoNotSatisfy_isRefused() throws Exception {
        bench.create("k", "\"kty\":\"EC\"");
        assertEquals(
                ErrorCode.FORBIDDEN,
                bench.refused(bench.claims().claim("tee", Map.of("ok", "true"))).code());
        assertEquals(ErrorCode.FORBIDDEN, bench.refused(bench.claims().claim("tee", null)).code());
    }

    @Test
    void release_byATokenThatProvesNothing_isRefused() throws Exception {
        bench.create("k", "\"kty\":\"EC\"");
        Date now = Date.from(bench.keys().node().clock().instant());
        Date past = Date.from(now.toInstant().minusSeconds(61));
        Date future = Date.from(now.toInstant().plusSeconds(62));
        assertEquals(
                ErrorCode.FORBIDDEN, bench.refused(bench.claims().expirationTime(past)).code());
        assertEquals(
                ErrorCode.FORBIDDEN, bench.refused(bench.claims().expirationTime(null)).code());
        assertEquals(
                ErrorCode.FORBIDDEN, bench.refused(bench.claims().notBeforeTime(future)).code());
        ApiException foreign = bench.refused(bench.claims().issuer(ELSEWHERE));
        assertEquals(ErrorCode.FORBIDDEN, foreign.code());
        assertTrue(foreign.text().contains("no authority of the key's release policy"));
        String forged = TestTokens.sign(TestTokens.FOREIGN_KEY, bench.claims().build());
        // Looked up anew; nobody has such a key.
        assertEquals(ErrorCode.FORBIDDEN, refusedBy(forged));
        JWSHeader underTheSameId = TestTokens.header(ATTESTER).build();
        assertEquals(
                ErrorCode.FORBIDDEN,
                refusedBy(
                        TestTokens.sign(
                                underTheSameId,
                                new RSASSASigner(TestTokens.FOREIGN_KEY),
                                bench.claims().build())));
        JWSHeader mac =
                new JWSHeader.Builder(JWSAlgorithm.HS256)
                        .type(JOSEObjectType.JWT)
                        .keyID(ATTESTER.getKeyID())
                        .build();
        assertEquals(
                ErrorCode.FORBIDDEN,
                refusedBy(
                        TestTokens.sign(
                                mac,
                                new MACSigner(ATTESTER.toRSAPublicKey().getEncoded()),
                                bench.claims().build())));
    }

    private ErrorCode refusedBy(String token) {
        return bench.refused("POST", "/keys/k/release", body(token, "")).code();
    }

    @Test
    void release_byAnAuthorityThatTheNodeDoesNotList_isRefusedWithoutAskingIt() throws Exception {
        bench.keys()
                .json(
                        "POST",
                        "/keys/k/create",
                        "{\"kty\":\"EC\",\"attributes\":{\"exportable\":true},%s}"
                                .formatted(releasePolicy(ELSEWHERE, false)));
        ApiException refused = bench.refused(bench.claims().issuer(ELSEWHERE));
        assertEquals(ErrorCode.FORBIDDEN, refused.code());
        assertTrue(refused.text().contains("release.authorities"), refused.text());
    }

    @Test
    void release_tokenWithoutAKeyToWrapFor_isRefused() throws Exception {
        bench.create("k", "\"kty\":\"EC\"");
        for (Object keys :
                new Object[] {
                    List.of(),
                    List.of(jwk("sign")),
                    "x",
                    List.of(Map.of("kty", "RSA", "use", "enc"))
                }) {
            assertEquals(
                    ErrorCode.BAD_PARAMETER,
                    bench.refused(bench.claims().claim("x-ms-runtime", Map.of("keys", keys)))
                            .code());
        }
        assertEquals(
                ErrorCode.BAD_PARAMETER,
                bench.refused(bench.claims().claim("x-ms-runtime", null)).code());
    }

    @Test
    void answer_asAnAccessToken_isNotBelieved() throws Exception {
        bench.create("k", "\"kty\":\"EC\"");
        String value =
                bench.keys()
                        .json("POST", "/keys/k/release", body(signed(bench.claims()), ""))
                        .get("value")
                        .asText();
        Authenticator authenticator =
                new Authenticator(
                        TestTokens.AUTHORITY,
                        TestTokens.AUDIENCES,
                        new VerificationKeys(() -> List.of(TestTokens.issuerKey(TestTokens.KEY))),
                        bench.keys().node().clock());
        assertInstanceOf(
                Authentication.Refused.class, authenticator.authenticate("Bearer " + value));
        // Even with a token's claims its type gives it away.
        JWSHeader typed =
                TestTokens.header(TestTokens.KEY)
                        .type(new JOSEObjectType("key-release+jws"))
                        .build();
        JWTClaimsSet good = TestTokens.claims(bench.keys().node().clock().instant()).build();
        assertInstanceOf(
                Authentication.Refused.class,
                authenticator.authenticate(
                        "Bearer "
                                + TestTokens.sign(typed, new RSASSASigner(TestTokens.KEY), good)));
        assertInstanceOf(
                Authentication.Authenticated.class,
                authenticator.authenticate("Bearer " + TestTokens.sign(TestTokens.KEY, good)));
    }
}
