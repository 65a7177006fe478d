package io.strongroom.chaos.sdk;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;

/** An attestation service: its keys in a file, and whatever statements a test wants. */
record Attester(KeyPair key) {
    static final String ISSUER = "https://attest.example.org";
    private static final String KEY_ID = "attester-1";

    static Attester fresh() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return new Attester(generator.generateKeyPair());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The nodes' settings that believe it, in a new file beside its key set. */
    Path settings(Path folder) throws IOException {
        Path keys = Files.createTempFile(folder, "attester-", ".json");
        Files.writeString(
                keys, "{\"keys\":[" + jwk((RSAPublicKey) key.getPublic(), KEY_ID, "sig") + "]}");
        Path settings = Files.createTempFile(folder, "attester-", ".yaml");
        return Files.writeString(
                settings,
                """
                release:
                  authorities:
                    - issuer: %s
                      jwksFile: %s
                """
                        .formatted(ISSUER, keys.toAbsolutePath()));
    }

    /** A policy that lets a key go when the claim {@code tee.ok} is true. */
    static byte[] policy() {
        return """
        {"version":"1.0.0","anyOf":[{"authority":"%s/",
         "allOf":[{"claim":"tee.ok","equals":true}]}]}
        """
                .formatted(ISSUER)
                .getBytes(UTF_8);
    }

    /** A token that says so, or not, for a key that the released one is to be wrapped for. */
    String token(RSAPublicKey recipient, boolean ok) throws GeneralSecurityException {
        long now = Instant.now().getEpochSecond();
        String header = "{\"alg\":\"RS256\",\"typ\":\"JWT\",\"kid\":\"" + KEY_ID + "\"}";
        String claims =
                """
                {"iss":"%s","iat":%d,"exp":%d,"tee":{"ok":%s},"x-ms-runtime":{"keys":[%s]}}
                """
                        .formatted(ISSUER, now, now + 300, ok, jwk(recipient, "recipient", "enc"));
        String signed = base64(header.getBytes(UTF_8)) + "." + base64(claims.getBytes(UTF_8));
        Signature signature = Signature.getInstance("SHA256withRSA");
        signature.initSign(key.getPrivate());
        signature.update(signed.getBytes(UTF_8));
        return signed + "." + base64(signature.sign());
    }

    private static String jwk(RSAPublicKey key, String id, String use) {
        return "{\"kty\":\"RSA\",\"kid\":\"%s\",\"use\":\"%s\",\"n\":\"%s\",\"e\":\"%s\"}"
                .formatted(
                        id,
                        use,
                        base64(unsigned(key.getModulus())),
                        base64(unsigned(key.getPublicExponent())));
    }

    private static byte[] unsigned(BigInteger number) {
        byte[] bytes = number.toByteArray();
        return bytes[0] == 0 ? Arrays.copyOfRange(bytes, 1, bytes.length) : bytes;
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
