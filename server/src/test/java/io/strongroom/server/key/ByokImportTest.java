package io.strongroom.server.key;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;

import io.strongroom.client.api.ErrorCode;
import io.strongroom.server.http.ApiException;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.RSAPublicKeySpec;
import java.util.Arrays;
import java.util.Base64;

import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;

final class ByokImportTest {
    private static final byte[] KEY = new byte[32];

    private final KeyBench bench = KeyBench.withHsm();
    private String kid = "";
    private byte[] wrapped = new byte[0];

    @BeforeEach
    void makeExchangeKey() throws GeneralSecurityException {
        JsonNode made =
                bench.json(
                        "POST",
                        "/keys/exchange/create",
                        "{\"kty\":\"RSA-HSM\",\"key_ops\":[\"import\"]}");
        kid = made.at("/key/kid").asText();
        wrapped = wrap(made, KEY);
    }

    @AfterEach
    void close() {
        bench.close();
    }

    /** CKM_RSA_AES_KEY_WRAP (PKCS#11 2.40, 2.1.21). */
    private static byte[] wrap(JsonNode exchange, byte[] key) throws GeneralSecurityException {
        PublicKey to =
                KeyFactory.getInstance("RSA")
                        .generatePublic(
                                new RSAPublicKeySpec(
                                        number(exchange.at("/key/n")),
                                        number(exchange.at("/key/e"))));
        byte[] aes = new byte[32];
        new SecureRandom().nextBytes(aes);
        Cipher oaep = Cipher.getInstance("RSA/ECB/OAEPWithSHA-1AndMGF1Padding");
        oaep.init(Cipher.ENCRYPT_MODE, to);
        byte[] first = oaep.doFinal(aes);
        Cipher kwp = Cipher.getInstance("AES/KWP/NoPadding");
        kwp.init(Cipher.WRAP_MODE, new SecretKeySpec(aes, "AES"));
        byte[] second = kwp.wrap(new SecretKeySpec(key, "raw"));
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    private static BigInteger number(JsonNode node) {
        return new BigInteger(1, Base64.getUrlDecoder().decode(node.asText()));
    }

    private String blob() {
        return "{\"schema_version\":\"1.0.0\",\"header\":{\"kid\":\"%s\",\"alg\":\"dir\",\"enc\":\"CKM_RSA_AES_KEY_WRAP\"},\"ciphertext\":\"%s\",\"generator\":\"test\"}"
                .formatted(kid, KeyJsonWriter.base64(wrapped));
    }

    private static String body(String kty, String blob) {
        return "{\"key\":{\"kty\":\"%s\",\"key_hsm\":\"%s\"}}"
                .formatted(kty, KeyJsonWriter.base64(blob.getBytes(UTF_8)));
    }

    private String refused(String body) {
        ApiException refusal =
                assertThrows(ApiException.class, () -> bench.call("PUT", "/keys/k", body));
        assertEquals(ErrorCode.BAD_PARAMETER, refusal.code());
        return refusal.text();
    }

    @Test
    void import_ofAWrappedKey_isThatKeyInTheHsm() {
        JsonNode made = bench.json("PUT", "/keys/k", body("oct-HSM", blob()));
        assertEquals("oct-HSM", made.at("/key/kty").asText());
        String input =
                "{\"alg\":\"A256KW\",\"value\":\"%s\"}"
                        .formatted(KeyJsonWriter.base64(new byte[32]));
        JsonNode inHsm = bench.json("POST", "/keys/k/wrapkey", input);
        bench.json(
                "PUT",
                "/keys/plain",
                "{\"key\":{\"kty\":\"oct\",\"k\":\"" + KeyJsonWriter.base64(KEY) + "\"}}");
        JsonNode inSoftware = bench.json("POST", "/keys/plain/wrapkey", input);
        assertEquals(inSoftware.get("value"), inHsm.get("value"));
    }

    @Test
    void import_ofARsaKeyWrappedToABaseId_isTaken() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        JsonNode exchange = bench.json("GET", "/keys/exchange", "");
        wrapped = wrap(exchange, generator.generateKeyPair().getPrivate().getEncoded());
        kid = KeyBench.BASE + "/keys/exchange";
        JsonNode made = bench.json("PUT", "/keys/k", body("RSA-HSM", blob()));
        assertEquals("RSA-HSM", made.at("/key/kty").asText());
        assertEquals(6, made.at("/key/key_ops").size());
    }

    @Test
    void import_ofAnExchangeKey_isRefused() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        RSAPrivateCrtKey key = (RSAPrivateCrtKey) generator.generateKeyPair().getPrivate();
        wrapped = wrap(bench.json("GET", "/keys/exchange", ""), key.getEncoded());
        String byok = body("RSA-HSM", blob());
        String jwk =
                "{\"key\":{\"kty\":\"RSA-HSM\",\"n\":\"%s\",\"e\":\"AQAB\",\"d\":\"%s\"}}"
                        .formatted(text(key.getModulus()), text(key.getPrivateExponent()));
        for (String body : new String[] {byok, jwk}) {
            String exchange = body.replace("\"RSA-HSM\"", "\"RSA-HSM\",\"key_ops\":[\"import\"]");
            assertTrue(refused(exchange).contains("operation import"));
            assertEquals(6, bench.json("PUT", "/keys/k", body).at("/key/key_ops").size());
        }
    }

    /** As a signing tool sends it that does not mean to: the parcel, and the key beside it. */
    @Test
    void import_ofAWrappedKeyWithItsPrivateHalfBesideIt_isRefused() {
        String good = body("oct-HSM", blob());
        String k = KeyJsonWriter.base64(KEY);
        assertTrue(
                refused(good.replace("\"kty\"", "\"k\":\"" + k + "\",\"kty\""))
                        .contains("key.k is private"));
        assertThrows(ApiException.class, () -> bench.call("GET", "/keys/k", ""));
    }

    @Test
    void import_withThePublicHalfBesideIt_isTakenIfItIsTheKeys() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        RSAPrivateCrtKey key = (RSAPrivateCrtKey) generator.generateKeyPair().getPrivate();
        JsonNode exchange = bench.json("GET", "/keys/exchange", "");
        wrapped = wrap(exchange, key.getEncoded());
        String with = body("RSA-HSM", blob()).replace("\"kty\"", "\"n\":\"%s\",\"kty\"");
        String another = refused(with.formatted(exchange.at("/key/n").asText()));
        assertTrue(another.contains("key.n"), another);
        JsonNode made = bench.json("PUT", "/keys/k", with.formatted(text(key.getModulus())));
        assertEquals(key.getModulus(), number(made.at("/key/n")));
    }

    private static String text(BigInteger number) {
        return KeyJsonWriter.base64(number.toByteArray());
    }

    @Test
    void import_ofABlobThatIsNotAsItShouldBe_isRefused() {
        String good = blob();
        refused(body("oct-HSM", good.substring(0, good.length() / 2)));
        refused(body("oct-HSM", good.replace("1.0.0", "2.0.0")));
        refused(body("oct-HSM", good.replace("\"dir\"", "\"RSA-OAEP\"")));
        refused(body("oct-HSM", good.replace("CKM_RSA_AES_KEY_WRAP", "RSA_AES_KEY_WRAP_256")));
        refused(body("oct-HSM", good.replace("\"header\":{", "\"header\":[], \"x\":{")));
        refused(body("oct-HSM", good.replace("ciphertext", "cipher")));
        refused(body("oct-HSM", "[]"));
        refused(body("oct", good));
        refused(body("RSA-HSM", good));
        refused("{\"key\":{\"kty\":\"oct-HSM\",\"key_hsm\":\"*\"}}");
        refused("{\"key\":{\"kty\":\"oct-HSM\",\"key_hsm\":7}}");
        for (String other :
                new String[] {
                    KeyBench.BASE + "/keys/nokey",
                    KeyBench.BASE + "/keys/exchange/00000000000000000000000000000000",
                    KeyBench.BASE + "/keys/exchange/x",
                    KeyBench.BASE + "/secrets/exchange",
                    KeyBench.BASE,
                    kid.replace("vdb", "other"),
                    "https://elsewhere.example/keys/exchange",
                    kid.replace("https:", "http:"),
                    kid.replace("https://", "https://a@"),
                    kid + "?a=b",
                    kid + "#a",
                    "urn:x",
                    "::"
                }) {
            refused(body("oct-HSM", good.replace(kid, other)));
        }
        assertThrows(ApiException.class, () -> bench.call("GET", "/keys/k", ""));
    }

    /** As in every path. */
    @Test
    void import_withAKidInOtherLetters_isTaken() {
        kid = kid.replace("https://vdb.vault", "HTTPS://VDB.vault").replace("/keys/", "/Keys/");
        bench.json("PUT", "/keys/k", body("oct-HSM", blob()));
        kid = kid.replace("/exchange/", "/Exchange/");
        bench.json("PUT", "/keys/k", body("oct-HSM", blob()));
    }

    @Test
    void import_ofAChangedCiphertext_saysTheSameWhereverItWasChanged() {
        String first = changed(10);
        assertEquals(first, changed(260));
        assertEquals(first, changed(wrapped.length - 1));
        byte[] whole = wrapped;
        wrapped = Arrays.copyOf(whole, 100);
        assertEquals(first, refused(body("oct-HSM", blob())));
        wrapped = Arrays.copyOf(whole, whole.length - 8);
        assertEquals(first, refused(body("oct-HSM", blob())));
        assertTrue(first.contains("decrypt"), first);
    }

    private String changed(int at) {
        wrapped[at] ^= 1;
        try {
            return refused(body("oct-HSM", blob()));
        } finally {
            wrapped[at] ^= 1;
        }
    }

    @Test
    void import_toAKeyThatIsNoExchangeKeyOrDisabled_isRefused() {
        bench.json("PATCH", "/keys/exchange", "{\"attributes\":{\"enabled\":false}}");
        refused(body("oct-HSM", blob()));
        kid = bench.json("POST", "/keys/r/create", "{\"kty\":\"RSA-HSM\"}").at("/key/kid").asText();
        refused(body("oct-HSM", blob()));
        kid = bench.json("POST", "/keys/s/create", "{\"kty\":\"RSA\"}").at("/key/kid").asText();
        refused(body("oct-HSM", blob()));
    }
}
