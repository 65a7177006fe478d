package io.strongroom.server.key;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;

import io.strongroom.client.api.ErrorCode;
import io.strongroom.server.http.ApiException;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.interfaces.RSAPrivateCrtKey;
import java.util.Arrays;
import java.util.Base64;

final class KeyHandlerTest {
    private final KeyBench bench = new KeyBench();

    @AfterEach
    void close() {
        bench.close();
    }

    private JsonNode create(String name, String body) {
        return bench.json("POST", "/keys/" + name + "/create", body);
    }

    private static String bytes(int length) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(new byte[length]);
    }

    private static String use(String alg, int bytes) {
        return "{\"alg\":\"%s\",\"value\":\"%s\"}".formatted(alg, bytes(bytes));
    }

    private ApiException refused(String method, String target, String body) {
        return assertThrows(ApiException.class, () -> bench.call(method, target, body));
    }

    @Test
    void create_ofEachKind_answersWithThePublicHalfOnly() {
        JsonNode rsa = create("r", "{\"kty\":\"RSA\",\"key_size\":2048}").get("key");
        assertEquals("RSA", rsa.get("kty").asText());
        assertEquals("AQAB", rsa.get("e").asText());
        assertEquals(256, Base64.getUrlDecoder().decode(rsa.get("n").asText()).length);
        assertEquals(6, rsa.get("key_ops").size());
        assertTrue(rsa.get("kid").asText().startsWith(KeyBench.BASE + "/keys/r/"));
        JsonNode ec = create("e", "{\"kty\":\"EC\",\"crv\":\"P-521\"}").get("key");
        assertEquals("P-521", ec.get("crv").asText());
        assertEquals(66, Base64.getUrlDecoder().decode(ec.get("x").asText()).length);
        JsonNode oct = create("o", "{\"kty\":\"oct\"}").get("key");
        assertEquals("oct", oct.get("kty").asText());
        for (JsonNode key : new JsonNode[] {rsa, ec, oct}) {
            for (String secret : new String[] {"d", "p", "q", "dp", "dq", "qi", "k"}) {
                assertFalse(key.has(secret), secret);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "RSA, , RS256, 32",
        "RSA, , RS384, 48",
        "RSA, , RS512, 64",
        "RSA, , PS256, 32",
        "RSA, , PS384, 48",
        "RSA, , PS512, 64",
        "RSA, , RSNULL, 20",
        "EC, P-256, ES256, 32",
        "EC, P-384, ES384, 48",
        "EC, P-521, ES512, 64",
        "EC, P-256K, ES256K, 32",
        "EC, P-256K, ECDSA256, 32"
    })
    void sign_withEveryAlgorithm_isVerified(String kty, String crv, String alg, int digest) {
        String curve = crv == null ? "" : ",\"crv\":\"" + crv + "\"";
        create("k", "{\"kty\":\"" + kty + "\"" + curve + "}");
        JsonNode signed = bench.json("POST", "/keys/k/sign", use(alg, digest));
        String verify =
                "{\"alg\":\"%s\",\"digest\":\"%s\",\"value\":\"%s\"}"
                        .formatted(alg, bytes(digest), signed.get("value").asText());
        assertTrue(bench.json("POST", "/keys/k/verify", verify).get("value").asBoolean());
        String other = verify.replace(bytes(digest), "AQ" + bytes(digest).substring(2));
        assertFalse(bench.json("POST", "/keys/k/verify", other).get("value").asBoolean());
        assertEquals(
                ErrorCode.BAD_PARAMETER, refused("POST", "/keys/k/sign", use(alg, 300)).code());
    }

    @ParameterizedTest
    @CsvSource({
        "RSA, encrypt, decrypt, RSA1_5, 100",
        "RSA, encrypt, decrypt, RSA-OAEP, 100",
        "RSA, wrapkey, unwrapkey, RSA-OAEP-256, 32",
        "oct, encrypt, decrypt, A256GCM, 1000",
        "oct, wrapkey, unwrapkey, A256KW, 32",
        "oct, wrapkey, unwrapkey, CKM_AES_KEY_WRAP_PAD, 33"
    })
    void encrypt_withEachAlgorithm_isDecrypted(
            String kty, String there, String back, String alg, int length) {
        create("k", "{\"kty\":\"" + kty + "\"}");
        JsonNode made = bench.json("POST", "/keys/k/" + there, use(alg, length));
        String with = "";
        for (String beside : new String[] {"iv", "tag"}) {
            if (made.has(beside)) {
                with += ",\"%s\":\"%s\"".formatted(beside, made.get(beside).asText());
            }
        }
        String body =
                "{\"alg\":\"%s\",\"value\":\"%s\"%s}"
                        .formatted(alg, made.get("value").asText(), with);
        String version = made.get("kid").asText().substring(KeyBench.BASE.length());
        assertEquals(
                bytes(length),
                bench.json("POST", version + "/" + back, body).get("value").asText());
        assertEquals(
                ErrorCode.BAD_PARAMETER,
                refused("POST", "/keys/k/" + back, use(alg, length + 7)).code());
    }

    @Test
    void use_ofAKeyThatMayNot_isRefusedByTheDocumentedCode() {
        create("k", "{\"kty\":\"RSA\",\"key_ops\":[\"sign\"]}");
        assertEquals(
                ErrorCode.KEY_OPERATION_FORBIDDEN,
                refused("POST", "/keys/k/decrypt", use("RSA1_5", 256)).code());
        bench.json("PATCH", "/keys/k", "{\"attributes\":{\"enabled\":false}}");
        assertEquals(
                ErrorCode.KEY_DISABLED, refused("POST", "/keys/k/sign", use("RS256", 32)).code());
        long now = bench.node().clock().instant().getEpochSecond();
        bench.json(
                "PATCH",
                "/keys/k",
                "{\"key_ops\":[\"sign\",\"verify\"],\"attributes\":{\"enabled\":true,\"exp\":"
                        + (now - 1)
                        + "}}");
        assertEquals(
                ErrorCode.KEY_EXPIRED, refused("POST", "/keys/k/sign", use("RS256", 32)).code());
        String verify =
                "{\"alg\":\"RS256\",\"digest\":\"%s\",\"value\":\"%s\"}"
                        .formatted(bytes(32), bytes(256));
        assertFalse(bench.json("POST", "/keys/k/verify", verify).get("value").asBoolean());
        assertEquals(
                ErrorCode.KEY_NOT_FOUND,
                refused("POST", "/keys/nokey/sign", use("RS256", 32)).code());
        assertEquals(
                ErrorCode.BAD_PARAMETER,
                refused("POST", "/keys/k/verify", verify.replace("RS256", "ES256")).code());
    }

    @Test
    void rotate_aKey_makesAVersionOfTheSameKindAndKeepsTheOld() {
        JsonNode first =
                create("k", "{\"kty\":\"EC\",\"key_ops\":[\"sign\"],\"tags\":{\"a\":\"b\"}}");
        JsonNode second = bench.json("POST", "/keys/k/rotate", "");
        assertEquals("EC", second.at("/key/kty").asText());
        assertEquals("b", second.at("/tags/a").asText());
        assertEquals(1, second.at("/key/key_ops").size());
        assertFalse(second.at("/key/x").equals(first.at("/key/x")));
        assertEquals(2, bench.json("GET", "/keys/k/versions", "").get("value").size());
        assertEquals(1, bench.json("GET", "/keys", "").get("value").size());
        String old = first.at("/key/kid").asText().substring(KeyBench.BASE.length());
        assertEquals(
                first.at("/key/x"), bench.json("GET", old, "").at("/key/x"), "the old one stays");
    }

    @Test
    void delete_aKey_isListedAsDeletedAndCanBeRecoveredOrPurged() {
        JsonNode made = create("k", "{\"kty\":\"EC\"}");
        JsonNode deleted = bench.json("DELETE", "/keys/k", "");
        assertEquals(KeyBench.BASE + "/deletedkeys/k", deleted.get("recoveryId").asText());
        assertEquals(ErrorCode.KEY_NOT_FOUND, refused("GET", "/keys/k", "").code());
        assertEquals(1, bench.json("GET", "/deletedkeys", "").get("value").size());
        assertEquals(
                ErrorCode.OBJECT_IS_DELETED,
                refused("POST", "/keys/k/create", "{\"kty\":\"EC\"}").code());
        JsonNode back = bench.json("POST", "/deletedkeys/k/recover", "");
        assertEquals(made.at("/key/kid"), back.at("/key/kid"));
        bench.json("DELETE", "/keys/k", "");
        assertEquals(204, bench.call("DELETE", "/deletedkeys/k", "").status());
        assertEquals(ErrorCode.KEY_NOT_FOUND, refused("GET", "/deletedkeys/k", "").code());
    }

    @Test
    void rng_ofACount_answersWithAsManyBytes() {
        String one = bench.json("POST", "/rng", "{\"count\":128}").get("value").asText();
        String other = bench.json("POST", "/rng", "{\"count\":128}").get("value").asText();
        assertEquals(128, Base64.getUrlDecoder().decode(one).length);
        assertFalse(one.equals(other));
        for (String count : new String[] {"0", "129", "-1", "1.5", "\"9\"", "null"}) {
            assertEquals(
                    ErrorCode.BAD_PARAMETER,
                    refused("POST", "/rng", "{\"count\":" + count + "}").code());
        }
    }

    @Test
    void import_ofAnRsaKey_signsAsTheKeyThatWasBrought() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        KeyPair pair = generator.generateKeyPair();
        RSAPrivateCrtKey key = (RSAPrivateCrtKey) pair.getPrivate();
        String jwk =
                "{\"key\":{\"kty\":\"RSA\",\"key_ops\":[\"sign\"],\"n\":\"%s\",\"e\":\"%s\",\"d\":\"%s\","
                                .formatted(
                                        number(key.getModulus()),
                                        number(key.getPublicExponent()),
                                        number(key.getPrivateExponent()))
                        + "\"p\":\"%s\",\"q\":\"%s\",\"dp\":\"%s\",\"dq\":\"%s\",\"qi\":\"%s\"}}"
                                .formatted(
                                        number(key.getPrimeP()),
                                        number(key.getPrimeQ()),
                                        number(key.getPrimeExponentP()),
                                        number(key.getPrimeExponentQ()),
                                        number(key.getCrtCoefficient()));
        JsonNode made = bench.json("PUT", "/keys/mine", jwk);
        assertEquals(number(key.getModulus()), made.at("/key/n").asText());
        assertEquals(1, made.at("/key/key_ops").size());
        byte[] message = {1, 2, 3};
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(message);
        String signed =
                bench.json(
                                "POST",
                                "/keys/mine/sign",
                                "{\"alg\":\"RS256\",\"value\":\"%s\"}"
                                        .formatted(KeyJsonWriter.base64(digest)))
                        .get("value")
                        .asText();
        Signature signature = Signature.getInstance("SHA256withRSA");
        signature.initVerify(pair.getPublic());
        signature.update(message);
        assertTrue(signature.verify(Base64.getUrlDecoder().decode(signed)));
        String other = jwk.replace("\"e\":\"AQAB\"", "\"e\":\"Ag\"");
        assertEquals(ErrorCode.BAD_PARAMETER, refused("PUT", "/keys/mine", other).code());
        assertEquals(
                ErrorCode.BAD_PARAMETER,
                refused("PUT", "/keys/mine", jwk.replaceFirst("\\{", "{\"Hsm\":true,")).code());
        assertEquals(1, bench.json("GET", "/keys/mine/versions", "").get("value").size());
    }

    @Test
    void release_ofAKeyThatIsNotExportable_isRefusedAndItStaysSo() {
        create("k", "{\"kty\":\"RSA\"}");
        assertEquals(
                ErrorCode.KEY_OPERATION_FORBIDDEN,
                refused("POST", "/keys/k/release", "{\"target\":\"x\"}").code());
        assertEquals(ErrorCode.NOT_SUPPORTED, refused("GET", "/keys/k//attestation", "").code());
        assertEquals(
                ErrorCode.KEY_NOT_FOUND,
                refused("POST", "/keys/no/release", "{\"target\":\"x\"}").code());
        for (String more :
                new String[] {
                    "\"attributes\":{\"exportable\":true}", "\"release_policy\":{\"data\":\"e30\"}"
                }) {
            assertEquals(
                    ErrorCode.BAD_PARAMETER,
                    refused("POST", "/keys/x/create", "{\"kty\":\"RSA\"," + more + "}").code());
            assertEquals(
                    ErrorCode.BAD_PARAMETER, refused("PATCH", "/keys/k", "{" + more + "}").code());
        }
        assertEquals(ErrorCode.KEY_NOT_FOUND, refused("GET", "/keys/x", "").code());
    }

    @ParameterizedTest
    @CsvSource({"RSA-HSM", "EC-HSM", "oct-HSM", "rsa", "AKP", "''"})
    void create_ofATypeThatThisVaultHasNot_isRefused(String kty) {
        assertEquals(
                ErrorCode.BAD_PARAMETER,
                refused("POST", "/keys/x/create", "{\"kty\":\"" + kty + "\"}").code());
    }

    private static String number(BigInteger number) {
        byte[] bytes = number.toByteArray();
        return KeyJsonWriter.base64(
                bytes[0] == 0 ? Arrays.copyOfRange(bytes, 1, bytes.length) : bytes);
    }
}
