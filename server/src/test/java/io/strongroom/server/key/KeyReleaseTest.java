package io.strongroom.server.key;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;

import io.strongroom.client.api.ErrorCode;
import io.strongroom.server.auth.Authentication;
import io.strongroom.server.auth.Authenticator;
import io.strongroom.server.auth.TestTokens;
import io.strongroom.server.auth.VerificationKeys;
import io.strongroom.server.config.ReleaseSettings;
import io.strongroom.server.config.ReleaseSettings.AuthoritySettings;
import io.strongroom.server.http.ApiException;
import io.strongroom.server.http.Json;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Key;
import java.security.interfaces.RSAPrivateKey;
import java.security.spec.MGF1ParameterSpec;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import javax.crypto.Cipher;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import javax.crypto.spec.SecretKeySpec;

/** Keys that go, and all that keeps them from it. */
final class KeyReleaseTest {
    private static final String AUTHORITY = "https://attest.example.org";
    private static final String ELSEWHERE = "https://attest.example.net";
    private static final RSAKey ATTESTER = TestTokens.newKey();
    private static final RSAKey ENCLAVE = TestTokens.newKey();

    private KeyBench bench = new KeyBench();

    @BeforeEach
    void open(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("jwks.json");
        Files.writeString(file, new JWKSet(ATTESTER.toPublicJWK()).toString());
        bench.close();
        bench =
                KeyBench.releasing(
                        new ReleaseSettings(
                                List.of(
                                        new AuthoritySettings(
                                                AUTHORITY + "/",
                                                Optional.of(file),
                                                Optional.empty()))));
    }

    @AfterEach
    void close() {
        bench.close();
    }

    private static String base64(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(UTF_8));
    }

    /** What lets a key go to an enclave that is in order only. */
    private static String policy(String authority) {
        return "{\"version\":\"1.0.0\",\"anyOf\":[{\"authority\":\"%s\",\"allOf\":[{\"claim\":\"tee.ok\",\"equals\":true}]}]}"
                .formatted(authority);
    }

    private static String release(String authority, boolean immutable) {
        return "\"release_policy\":{\"data\":\"%s\",\"immutable\":%s}"
                .formatted(base64(policy(authority)), immutable);
    }

    private JsonNode create(String name, String kind) {
        return bench.json(
                "POST",
                "/keys/" + name + "/create",
                "{%s,\"attributes\":{\"exportable\":true},%s}"
                        .formatted(kind, release(AUTHORITY, false)));
    }

    private JWTClaimsSet.Builder claims() {
        Date now = Date.from(bench.node().clock().instant());
        return new JWTClaimsSet.Builder()
                .issuer(AUTHORITY)
                .issueTime(now)
                .notBeforeTime(now)
                .expirationTime(Date.from(now.toInstant().plus(Duration.ofMinutes(5))))
                .claim("tee", Map.of("ok", true))
                .claim("x-ms-runtime", Map.of("keys", List.of(jwk("sign"), jwk("encrypt"))));
    }

    private static Map<String, Object> jwk(String operation) {
        return Map.of(
                "kty", "RSA",
                "kid", "of-" + operation,
                "key_ops", List.of(operation),
                "n", ENCLAVE.getModulus().toString(),
                "e", ENCLAVE.getPublicExponent().toString());
    }

    private static String signed(JWTClaimsSet.Builder claims) throws Exception {
        return TestTokens.sign(ATTESTER, claims.build());
    }

    private static String body(String token, String more) {
        return "{\"target\":\"" + token + "\"" + more + "}";
    }

    private JsonNode payload(String name, String body) throws Exception {
        String value = bench.json("POST", "/keys/" + name + "/release", body).get("value").asText();
        JWSObject jws = JWSObject.parse(value);
        assertTrue(jws.verify(new RSASSAVerifier(TestTokens.KEY.toRSAPublicKey())));
        assertEquals(TestTokens.KEY.getKeyID(), jws.getHeader().getKeyID());
        return Json.read(jws.getPayload().toBytes());
    }

    private static byte[] unwrapped(JsonNode payload, String hash) throws Exception {
        JsonNode transfer =
                Json.read(
                        Base64.getUrlDecoder()
                                .decode(payload.at("/response/key/key/key_hsm").asText()));
        assertEquals("dir", transfer.at("/header/alg").asText());
        assertEquals("of-encrypt", transfer.at("/header/kid").asText());
        byte[] all = Base64.getUrlDecoder().decode(transfer.get("ciphertext").asText());
        Cipher oaep = Cipher.getInstance("RSA/ECB/OAEPPadding");
        RSAPrivateKey mine = ENCLAVE.toRSAPrivateKey();
        oaep.init(
                Cipher.DECRYPT_MODE,
                mine,
                new OAEPParameterSpec(
                        hash, "MGF1", new MGF1ParameterSpec(hash), PSource.PSpecified.DEFAULT));
        byte[] between = oaep.doFinal(all, 0, 256);
        Cipher kwp = Cipher.getInstance("AES/KWP/NoPadding", "SunJCE");
        kwp.init(Cipher.UNWRAP_MODE, new SecretKeySpec(between, "AES"));
        Key key = kwp.unwrap(Arrays.copyOfRange(all, 256, all.length), "x", Cipher.SECRET_KEY);
        return key.getEncoded();
    }

    private ApiException refused(String method, String target, String body) {
        return assertThrows(ApiException.class, () -> bench.call(method, target, body));
    }

    private ApiException refused(JWTClaimsSet.Builder claims) throws Exception {
        return refused("POST", "/keys/k/release", body(signed(claims), ""));
    }

    @ParameterizedTest
    @CsvSource({
        "RSA, CKM_RSA_AES_KEY_WRAP, SHA-1",
        "RSA, RSA_AES_KEY_WRAP_256, SHA-256",
        "RSA-HSM, RSA_AES_KEY_WRAP_384, SHA-384",
        "RSA-HSM, '', SHA-1"
    })
    void release_toWhomItsAuthorityVouchesFor_givesThePrivateHalf(
            String kty, String enc, String hash) throws Exception {
        JsonNode made = create("k", "\"kty\":\"" + kty + "\"");
        assertEquals(true, made.at("/attributes/exportable").asBoolean());
        assertEquals(base64(policy(AUTHORITY)), made.at("/release_policy/data").asText());
        String more = ",\"nonce\":\"n1\"" + (enc.isEmpty() ? "" : ",\"enc\":\"" + enc + "\"");
        JsonNode payload = payload("k", body(signed(claims()), more));
        assertEquals("n1", payload.at("/request/nonce").asText());
        assertEquals(
                enc.isEmpty() ? "CKM_RSA_AES_KEY_WRAP" : enc, payload.at("/request/enc").asText());
        assertEquals(made.at("/key/kid"), payload.at("/request/kid"));
        assertEquals(made.at("/key/n"), payload.at("/response/key/key/n"));
        assertEquals(kty, payload.at("/response/key/key/kty").asText());
        byte[] n = Base64.getUrlDecoder().decode(made.at("/key/n").asText());
        byte[] pkcs8 = unwrapped(payload, hash);
        assertTrue(
                new String(pkcs8, ISO_8859_1).contains(new String(n, ISO_8859_1)),
                "the key that was made");
    }

    @Test
    void release_ofASymmetricKey_givesItsBytes() throws Exception {
        create("k", "\"kty\":\"oct-HSM\",\"key_size\":128");
        assertEquals(16, unwrapped(payload("k", body(signed(claims()), "")), "SHA-1").length);
    }

    @Test
    void release_whatTheClaimsDoNotSatisfy_isRefused() throws Exception {
        create("k", "\"kty\":\"EC\"");
        assertEquals(
                ErrorCode.FORBIDDEN, refused(claims().claim("tee", Map.of("ok", "true"))).code());
        assertEquals(ErrorCode.FORBIDDEN, refused(claims().claim("tee", null)).code());
    }

    @Test
    void release_byATokenThatProvesNothing_isRefused() throws Exception {
        create("k", "\"kty\":\"EC\"");
        Date now = Date.from(bench.node().clock().instant());
        Date past = Date.from(now.toInstant().minusSeconds(61));
        Date future = Date.from(now.toInstant().plusSeconds(62));
        assertEquals(ErrorCode.FORBIDDEN, refused(claims().expirationTime(past)).code());
        assertEquals(ErrorCode.FORBIDDEN, refused(claims().expirationTime(null)).code());
        assertEquals(ErrorCode.FORBIDDEN, refused(claims().notBeforeTime(future)).code());
        ApiException foreign = refused(claims().issuer(ELSEWHERE));
        assertEquals(ErrorCode.FORBIDDEN, foreign.code());
        assertTrue(foreign.text().contains("no authority of the key's release policy"));
        String forged = TestTokens.sign(TestTokens.FOREIGN_KEY, claims().build());
        // Looked up anew; nobody has such a key.
        assertEquals(ErrorCode.FORBIDDEN, refusedBy(forged));
        JWSHeader underTheSameId = TestTokens.header(ATTESTER).build();
        assertEquals(
                ErrorCode.FORBIDDEN,
                refusedBy(
                        TestTokens.sign(
                                underTheSameId,
                                new RSASSASigner(TestTokens.FOREIGN_KEY),
                                claims().build())));
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
                                claims().build())));
    }

    private ErrorCode refusedBy(String token) {
        return refused("POST", "/keys/k/release", body(token, "")).code();
    }

    @Test
    void release_byAnAuthorityThatTheNodeDoesNotList_isRefusedWithoutAskingIt() throws Exception {
        bench.json(
                "POST",
                "/keys/k/create",
                "{\"kty\":\"EC\",\"attributes\":{\"exportable\":true},%s}"
                        .formatted(release(ELSEWHERE, false)));
        ApiException refused = refused(claims().issuer(ELSEWHERE));
        assertEquals(ErrorCode.FORBIDDEN, refused.code());
        assertTrue(refused.text().contains("release.authorities"), refused.text());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{}",
                "{\"target\":7}",
                "{\"target\":\"\"}",
                "{\"target\":\"no.token.it\"}",
                "{\"target\":\"x\",\"enc\":\"RSA1_5\"}",
                "{\"target\":\"x\",\"nonce\":7}"
            })
    void release_badBody_isRefused(String body) {
        create("k", "\"kty\":\"EC\"");
        assertEquals(ErrorCode.BAD_PARAMETER, refused("POST", "/keys/k/release", body).code());
    }

    @Test
    void release_tokenWithoutAKeyToWrapFor_isRefused() throws Exception {
        create("k", "\"kty\":\"EC\"");
        for (Object keys :
                new Object[] {
                    List.of(),
                    List.of(jwk("sign")),
                    "x",
                    List.of(Map.of("kty", "RSA", "use", "enc"))
                }) {
            assertEquals(
                    ErrorCode.BAD_PARAMETER,
                    refused(claims().claim("x-ms-runtime", Map.of("keys", keys))).code());
        }
        assertEquals(ErrorCode.BAD_PARAMETER, refused(claims().claim("x-ms-runtime", null)).code());
    }

    @Test
    void release_byState_needsAnEnabledKeyWhateverItsTimes() throws Exception {
        create("k", "\"kty\":\"EC\"");
        long now = bench.node().clock().instant().getEpochSecond();
        bench.json("PATCH", "/keys/k", "{\"attributes\":{\"exp\":" + (now - 5) + "}}");
        payload("k", body(signed(claims()), ""));
        bench.json("PATCH", "/keys/k", "{\"attributes\":{\"enabled\":false}}");
        assertEquals(ErrorCode.KEY_DISABLED, refused(claims()).code());
    }

    @Test
    void release_whatTheHsmLacks_isNamed() throws Exception {
        create("k", "\"kty\":\"EC-HSM\"");
        bench.hsm().lack("release SHA_384");
        ApiException lacking =
                refused(
                        "POST",
                        "/keys/k/release",
                        body(signed(claims()), ",\"enc\":\"RSA_AES_KEY_WRAP_384\""));
        assertEquals(ErrorCode.BAD_PARAMETER, lacking.code());
        assertTrue(lacking.text().contains("does not offer"), lacking.text());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"attributes\":{\"exportable\":true}",
                "\"attributes\":{\"exportable\":false},POLICY",
                "POLICY",
                "\"attributes\":{\"exportable\":true},\"release_policy\":{}",
                "\"attributes\":{\"exportable\":true},\"release_policy\":7",
                "\"attributes\":{\"exportable\":true},\"release_policy\":{\"data\":\"e30\"}",
                "\"attributes\":{\"exportable\":true},\"release_policy\":{\"data\":\"%\"}",
                "\"attributes\":{\"exportable\":true},\"key_ops\":[\"import\"],\"kty\":\"RSA-HSM\",POLICY"
            })
    void create_oneWithoutTheOther_isRefused(String members) {
        String text = members.replace("POLICY", release(AUTHORITY, false));
        String kind = text.contains("kty") ? "" : "\"kty\":\"EC\",";
        assertEquals(
                ErrorCode.BAD_PARAMETER,
                refused("POST", "/keys/k/create", "{" + kind + text + "}").code());
    }

    @Test
    void update_ofThePolicy_isTakenUntilItIsImmutable() {
        create("k", "\"kty\":\"EC\"");
        JsonNode changed = bench.json("PATCH", "/keys/k", "{" + release(ELSEWHERE, true) + "}");
        assertEquals(base64(policy(ELSEWHERE)), changed.at("/release_policy/data").asText());
        assertEquals(true, changed.at("/release_policy/immutable").asBoolean());
        ApiException fixed = refused("PATCH", "/keys/k", "{" + release(AUTHORITY, true) + "}");
        assertTrue(fixed.text().contains("AKV.SKR.1020"), fixed.text());
        refused("PATCH", "/keys/k", "{" + release(ELSEWHERE, false) + "}");
        bench.json("PATCH", "/keys/k", "{" + release(ELSEWHERE, true) + "}");
        bench.json("PATCH", "/keys/k", "{\"attributes\":{\"exportable\":true}}");
        assertEquals(
                ErrorCode.BAD_PARAMETER,
                refused("PATCH", "/keys/k", "{\"attributes\":{\"exportable\":false}}").code());
    }

    @Test
    void rotate_ofAnExportableKey_keepsItsPolicy() throws Exception {
        create("k", "\"kty\":\"EC-HSM\"");
        JsonNode rotated = bench.json("POST", "/keys/k/rotate", "");
        assertEquals(true, rotated.at("/attributes/exportable").asBoolean());
        payload("k", body(signed(claims()), ""));
    }

    @Test
    void attestation_ofEachKind_saysWhyThereIsNone() {
        create("k", "\"kty\":\"EC\"");
        create("h", "\"kty\":\"EC-HSM\"");
        ApiException software = refused("GET", "/keys/k//attestation", "");
        assertEquals(ErrorCode.NOT_SUPPORTED, software.code());
        assertTrue(software.text().contains("in software"), software.text());
        assertTrue(refused("GET", "/keys/h//attestation", "").text().contains("PKCS#11"));
    }

    @Test
    void answer_asAnAccessToken_isNotBelieved() throws Exception {
        create("k", "\"kty\":\"EC\"");
        String value =
                bench.json("POST", "/keys/k/release", body(signed(claims()), ""))
                        .get("value")
                        .asText();
        Authenticator authenticator =
                new Authenticator(
                        TestTokens.AUTHORITY,
                        TestTokens.AUDIENCES,
                        new VerificationKeys(() -> List.of(TestTokens.issuerKey(TestTokens.KEY))),
                        bench.node().clock());
        assertInstanceOf(
                Authentication.Refused.class, authenticator.authenticate("Bearer " + value));
        // Even with a token's claims its type gives it away.
        JWSHeader typed =
                TestTokens.header(TestTokens.KEY)
                        .type(new JOSEObjectType("key-release+jws"))
                        .build();
        JWTClaimsSet good = TestTokens.claims(bench.node().clock().instant()).build();
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
