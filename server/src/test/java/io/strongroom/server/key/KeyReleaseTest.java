package io.strongroom.server.key;

import static io.strongroom.server.key.ReleaseBench.AUTHORITY;
import static io.strongroom.server.key.ReleaseBench.ELSEWHERE;
import static io.strongroom.server.key.ReleaseBench.body;
import static io.strongroom.server.key.ReleaseBench.releasePolicy;
import static io.strongroom.server.key.ReleaseBench.signed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.fasterxml.jackson.databind.JsonNode;

import io.strongroom.client.api.ErrorCode;
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
import java.nio.file.Path;
import java.security.Key;
import java.security.interfaces.RSAPrivateKey;
import java.security.spec.MGF1ParameterSpec;
import java.util.Arrays;
import java.util.Base64;

import javax.crypto.Cipher;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import javax.crypto.spec.SecretKeySpec;

/** Keys that go, and what of the key or the request keeps them from it. */
final class KeyReleaseTest {
    private ReleaseBench bench;

    @BeforeEach
    void open(@TempDir Path folder) throws IOException {
        bench = new ReleaseBench(folder);
    }

    @AfterEach
    void close() {
        bench.close();
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
        RSAPrivateKey mine = ReleaseBench.ENCLAVE.toRSAPrivateKey();
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

    @ParameterizedTest
    @CsvSource({
        "RSA, CKM_RSA_AES_KEY_WRAP, SHA-1",
        "RSA, RSA_AES_KEY_WRAP_256, SHA-256",
        "RSA-HSM, RSA_AES_KEY_WRAP_384, SHA-384",
        "RSA-HSM, '', SHA-1"
    })
    void release_toWhomItsAuthorityVouchesFor_givesThePrivateHalf(
            String kty, String enc, String hash) throws Exception {
        JsonNode made = bench.create("k", "\"kty\":\"" + kty + "\"");
        assertEquals(true, made.at("/attributes/exportable").asBoolean());
        assertEquals(ReleaseBench.policyData(AUTHORITY), made.at("/release_policy/data").asText());
        String more = ",\"nonce\":\"n1\"" + (enc.isEmpty() ? "" : ",\"enc\":\"" + enc + "\"");
        JsonNode payload = bench.payload("k", body(signed(bench.claims()), more));
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
        bench.create("k", "\"kty\":\"oct-HSM\",\"key_size\":128");
        assertEquals(
                16,
                unwrapped(bench.payload("k", body(signed(bench.claims()), "")), "SHA-1").length);
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
        bench.create("k", "\"kty\":\"EC\"");
        assertEquals(
                ErrorCode.BAD_PARAMETER, bench.refused("POST", "/keys/k/release", body).code());
    }

    @Test
    void release_byState_needsAnEnabledKeyWhateverItsTimes() throws Exception {
        bench.create("k", "\"kty\":\"EC\"");
        long now = bench.keys().node().clock().instant().getEpochSecond();
        bench.keys().json("PATCH", "/keys/k", "{\"attributes\":{\"exp\":" + (now - 5) + "}}");
        bench.payload("k", body(signed(bench.claims()), ""));
        bench.keys().json("PATCH", "/keys/k", "{\"attributes\":{\"enabled\":false}}");
        assertEquals(ErrorCode.KEY_DISABLED, bench.refused(bench.claims()).code());
    }

    @Test
    void release_whatTheHsmLacks_isNamed() throws Exception {
        bench.create("k", "\"kty\":\"EC-HSM\"");
        bench.keys().hsm().lack("release SHA_384");
        ApiException lacking =
                bench.refused(
                        "POST",
                        "/keys/k/release",
                        body(signed(bench.claims()), ",\"enc\":\"RSA_AES_KEY_WRAP_384\""));
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
        String text = members.replace("POLICY", releasePolicy(AUTHORITY, false));
        String kind = text.contains("kty") ? "" : "\"kty\":\"EC\",";
        assertEquals(
                ErrorCode.BAD_PARAMETER,
                bench.refused("POST", "/keys/k/create", "{" + kind + text + "}").code());
    }

    @Test
    void update_ofThePolicy_isTakenUntilItIsImmutable() {
        bench.create("k", "\"kty\":\"EC\"");
        JsonNode changed =
                bench.keys().json("PATCH", "/keys/k", "{" + releasePolicy(ELSEWHERE, true) + "}");
        assertEquals(
                ReleaseBench.policyData(ELSEWHERE), changed.at("/release_policy/data").asText());
        assertEquals(true, changed.at("/release_policy/immutable").asBoolean());
        ApiException fixed =
                bench.refused("PATCH", "/keys/k", "{" + releasePolicy(AUTHORITY, true) + "}");
        assertTrue(fixed.text().contains("AKV.SKR.1020"), fixed.text());
        bench.refused("PATCH", "/keys/k", "{" + releasePolicy(ELSEWHERE, false) + "}");
        bench.keys().json("PATCH", "/keys/k", "{" + releasePolicy(ELSEWHERE, true) + "}");
        bench.keys().json("PATCH", "/keys/k", "{\"attributes\":{\"exportable\":true}}");
        assertEquals(
                ErrorCode.BAD_PARAMETER,
                bench.refused("PATCH", "/keys/k", "{\"attributes\":{\"exportable\":false}}")
                        .code());
    }

    @Test
    void rotate_ofAnExportableKey_keepsItsPolicy() throws Exception {
        bench.create("k", "\"kty\":\"EC-HSM\"");
        JsonNode rotated = bench.keys().json("POST", "/keys/k/rotate", "");
        assertEquals(true, rotated.at("/attributes/exportable").asBoolean());
        bench.payload("k", body(signed(bench.claims()), ""));
    }

    @Test
    void attestation_ofEachKind_saysWhyThereIsNone() {
        bench.create("k", "\"kty\":\"EC\"");
        bench.create("h", "\"kty\":\"EC-HSM\"");
        ApiException software = bench.refused("GET", "/keys/k//attestation", "");
        assertEquals(ErrorCode.NOT_SUPPORTED, software.code());
        assertTrue(software.text().contains("in software"), software.text());
        assertTrue(bench.refused("GET", "/keys/h//attestation", "").text().contains("PKCS#11"));
    }
}
