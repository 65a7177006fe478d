package io.strongroom.server.key;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;

import io.strongroom.server.auth.TestTokens;
import io.strongroom.server.config.ReleaseSettings;
import io.strongroom.server.config.ReleaseSettings.AuthoritySettings;
import io.strongroom.server.http.ApiException;
import io.strongroom.server.http.Json;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Keys that may go by the word of an authority, and an enclave that it vouches for. */
final class ReleaseBench implements AutoCloseable {
    static final String AUTHORITY = "https://attest.example.org";

    /** Which the node does not list. */
    static final String ELSEWHERE = "https://attest.example.net";

    static final RSAKey ATTESTER = TestTokens.newKey();
    static final RSAKey ENCLAVE = TestTokens.newKey();

    private final KeyBench keys;

    /**
     * @param folder for the authority's key set
     */
    ReleaseBench(Path folder) throws IOException {
        Path file = folder.resolve("jwks.json");
        Files.writeString(file, new JWKSet(ATTESTER.toPublicJWK()).toString());
        keys =
                KeyBench.releasing(
                        new ReleaseSettings(
                                List.of(
                                        new AuthoritySettings(
                                                AUTHORITY + "/",
                                                Optional.of(file),
                                                Optional.empty()))));
    }

    KeyBench keys() {
        return keys;
    }

    /** In base64url: what lets a key go to an enclave that is in order only. */
    static String policyData(String authority) {
        String policy =
                "{\"version\":\"1.0.0\",\"anyOf\":[{\"authority\":\"%s\",\"allOf\":[{\"claim\":\"tee.ok\",\"equals\":true}]}]}"
                        .formatted(authority);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(policy.getBytes(UTF_8));
    }

    /** The member of a body. */
    static String releasePolicy(String authority, boolean immutable) {
        return "\"release_policy\":{\"data\":\"%s\",\"immutable\":%s}"
                .formatted(policyData(authority), immutable);
    }

    JsonNode create(String name, String kind) {
        return keys.json(
                "POST",
                "/keys/" + name + "/create",
                "{%s,\"attributes\":{\"exportable\":true},%s}"
                        .formatted(kind, releasePolicy(AUTHORITY, false)));
    }

    /** Of a token that lets a key go. */
    JWTClaimsSet.Builder claims() {
        Date now = Date.from(keys.node().clock().instant());
        return new JWTClaimsSet.Builder()
                .issuer(AUTHORITY)
                .issueTime(now)
                .notBeforeTime(now)
                .expirationTime(Date.from(now.toInstant().plus(Duration.ofMinutes(5))))
                .claim("tee", Map.of("ok", true))
                .claim("x-ms-runtime", Map.of("keys", List.of(jwk("sign"), jwk("encrypt"))));
    }

    static Map<String, Object> jwk(String operation) {
        return Map.of(
                "kty", "RSA",
                "kid", "of-" + operation,
                "key_ops", List.of(operation),
                "n", ENCLAVE.getModulus().toString(),
                "e", ENCLAVE.getPublicExponent().toString());
    }

    static String signed(JWTClaimsSet.Builder claims) throws Exception {
        return TestTokens.sign(ATTESTER, claims.build());
    }

    /** Of a request for a release. */
    static String body(String token, String more) {
        return "{\"target\":\"" + token + "\"" + more + "}";
    }

    /** What is answered, once its signature was checked. */
    JsonNode payload(String name, String body) throws Exception {
        String value = keys.json("POST", "/keys/" + name + "/release", body).get("value").asText();
        JWSObject jws = JWSObject.parse(value);
        assertTrue(jws.verify(new RSASSAVerifier(TestTokens.KEY.toRSAPublicKey())));
        assertEquals(TestTokens.KEY.getKeyID(), jws.getHeader().getKeyID());
        return Json.read(jws.getPayload().toBytes());
    }

    ApiException refused(String method, String target, String body) {
        return assertThrows(ApiException.class, () -> keys.call(method, target, body));
    }

    ApiException refused(JWTClaimsSet.Builder claims) throws Exception {
        return refused("POST", "/keys/k/release", body(signed(claims), ""));
    }

    @Override
    public void close() {
        keys.close();
    }
}
