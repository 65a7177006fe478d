package io.strongroom.chaos.contract;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.RSAPublicKeySpec;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Forgeries of a genuine access token. */
record Tokens(JsonNode header, JsonNode claims, String signature) {
    private static final ObjectMapper JSON = new ObjectMapper();

    static Tokens of(String genuine) throws IOException {
        String[] parts = genuine.split("\\.", -1);
        return new Tokens(
                JSON.readTree(Base64.getUrlDecoder().decode(parts[0])),
                JSON.readTree(Base64.getUrlDecoder().decode(parts[1])),
                parts[2]);
    }

    private static String encode(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static String encode(JsonNode json) {
        return encode(json.toString().getBytes(UTF_8));
    }

    private static ObjectNode changed(JsonNode json, String member, Object value) {
        ObjectNode copy = json.deepCopy();
        return copy.putPOJO(member, value);
    }

    private String withSignature(JsonNode otherHeader, JsonNode otherClaims, String otherSignature)
            throws IOException {
        // Through text once more: putPOJO leaves values that only writing turns into JSON.
        return encode(JSON.readTree(otherHeader.toString()))
                + "."
                + encode(JSON.readTree(otherClaims.toString()))
                + "."
                + otherSignature;
    }

    private static String rs256(KeyPair key, String signed) throws GeneralSecurityException {
        Signature signer = Signature.getInstance("SHA256withRSA");
        signer.initSign(key.getPrivate());
        signer.update(signed.getBytes(UTF_8));
        return signed + "." + encode(signer.sign());
    }

    private String signedBy(KeyPair key, JsonNode otherHeader, JsonNode otherClaims)
            throws GeneralSecurityException {
        return rs256(key, encode(otherHeader) + "." + encode(otherClaims));
    }

    private String hs256(byte[] key) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        String signed = encode(changed(header, "alg", "HS256")) + "." + encode(claims);
        return signed + "." + encode(mac.doFinal(signed.getBytes(UTF_8)));
    }

    private static PublicKey publicKey(JsonNode jwk) throws GeneralSecurityException {
        return KeyFactory.getInstance("RSA")
                .generatePublic(new RSAPublicKeySpec(number(jwk.get("n")), number(jwk.get("e"))));
    }

    private static BigInteger number(JsonNode base64url) {
        return new BigInteger(1, Base64.getUrlDecoder().decode(base64url.asText()));
    }

    private static JsonNode jwk(KeyPair key) {
        RSAPublicKey pub = (RSAPublicKey) key.getPublic();
        return JSON.createObjectNode()
                .put("kty", "RSA")
                .put("n", encode(pub.getModulus().toByteArray()))
                .put("e", encode(pub.getPublicExponent().toByteArray()));
    }

    /**
     * Tokens that must all be refused, by what is wrong with them.
     *
     * @param jwk the issuer's published key
     */
    Map<String, String> forgeries(JsonNode jwk) throws IOException, GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        KeyPair own = generator.generateKeyPair();
        byte[] der = publicKey(jwk).getEncoded();
        String pem =
                "-----BEGIN PUBLIC KEY-----\n"
                        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
                        + "\n-----END PUBLIC KEY-----\n";
        ObjectNode elsewhere = changed(header, "jku", "https://evil.example/keys");
        ObjectNode carried = changed(header, "alg", "RS256");
        carried.set("jwk", jwk(own));
        carried.remove("kid");
        Map<String, String> forged = new LinkedHashMap<>();
        forged.put("alg none", withSignature(changed(header, "alg", "none"), claims, ""));
        forged.put(
                "alg none, signed",
                withSignature(changed(header, "alg", "none"), claims, signature));
        forged.put("alg nOnE", withSignature(changed(header, "alg", "nOnE"), claims, ""));
        forged.put("HS256 with the public key in PEM", hs256(pem.getBytes(UTF_8)));
        forged.put("HS256 with the public key in DER", hs256(der));
        forged.put("HS256 with the modulus", hs256(jwk.get("n").asText().getBytes(UTF_8)));
        forged.put("HS256 with the JWK", hs256(jwk.toString().getBytes(UTF_8)));
        forged.put("another key under the same kid", signedBy(own, header, claims));
        forged.put("a key in the token", signedBy(own, carried, claims));
        forged.put("a key elsewhere", signedBy(own, elsewhere, claims));
        forged.put(
                "expired, another key",
                signedBy(own, header, changed(claims, "exp", 1_000_000_000)));
        forged.put("another oid", withSignature(header, changed(claims, "oid", "x"), signature));
        forged.put(
                "a later exp",
                withSignature(header, changed(claims, "exp", 4_000_000_000L), signature));
        forged.put(
                "another audience",
                withSignature(
                        header, changed(claims, "aud", "https://vault.azure.net"), signature));
        forged.put("no signature", withSignature(header, claims, ""));
        forged.put(
                "half a signature",
                withSignature(header, claims, signature.substring(0, signature.length() / 2)));
        forged.put("four parts", withSignature(header, claims, signature) + ".x");
        forged.put("null header", encode("null".getBytes(UTF_8)) + "." + encode(claims) + ".AA");
        forged.put("null claims", encode(header) + "." + encode("null".getBytes(UTF_8)) + ".AA");
        forged.put("deep claims", encode(header) + "." + encode(deep()) + ".AA");
        return forged;
    }

    /** Genuine but for the issuer's name, which is looked at before the signature. */
    String ofAnotherIssuer() throws IOException {
        return withSignature(
                header, changed(claims, "iss", "https://sts.windows.net/other/"), signature);
    }

    private static byte[] deep() {
        return ("[".repeat(5_000) + "]".repeat(5_000)).getBytes(UTF_8);
    }
}
