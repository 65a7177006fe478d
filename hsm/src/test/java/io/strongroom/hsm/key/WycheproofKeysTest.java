package io.strongroom.hsm.key;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;

import io.strongroom.hsm.SecretBytes;
import io.strongroom.hsm.Wycheproof;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.List;
import java.util.Map;

/** Wycheproof's vectors for RSA and ECDSA, through every engine. */
final class WycheproofKeysTest {
    /** How many cases there are in all; fewer would mean that files were left out. */
    private static final int SIGNATURES = 4227;

    private static final int CIPHERTEXTS = 348;

    private static final Map<String, List<String>> SIGNED =
            Map.of(
                    "RS256",
                    List.of(
                            "rsa_signature_2048_sha256",
                            "rsa_signature_3072_sha256",
                            "rsa_signature_4096_sha256"),
                    "RS384",
                    List.of(
                            "rsa_signature_2048_sha384",
                            "rsa_signature_3072_sha384",
                            "rsa_signature_4096_sha384"),
                    "RS512",
                    List.of(
                            "rsa_signature_2048_sha512",
                            "rsa_signature_3072_sha512",
                            "rsa_signature_4096_sha512"),
                    "PS256",
                    List.of(
                            "rsa_pss_2048_sha256_mgf1_32",
                            "rsa_pss_3072_sha256_mgf1_32",
                            "rsa_pss_4096_sha256_mgf1_32"),
                    "PS384",
                    List.of("rsa_pss_2048_sha384_mgf1_48", "rsa_pss_4096_sha384_mgf1_48"),
                    "PS512",
                    List.of("rsa_pss_4096_sha512_mgf1_64"),
                    "ES256",
                    List.of("ecdsa_secp256r1_sha256_p1363"),
                    "ES384",
                    List.of("ecdsa_secp384r1_sha384_p1363"),
                    "ES512",
                    List.of("ecdsa_secp521r1_sha512_p1363"),
                    "ES256K",
                    List.of("ecdsa_secp256k1_sha256_p1363"));

    private static final Map<String, List<String>> ENCRYPTED =
            Map.of(
                    "RSA1_5",
                    List.of("rsa_pkcs1_2048", "rsa_pkcs1_3072", "rsa_pkcs1_4096"),
                    "RSA_OAEP",
                    List.of("rsa_oaep_2048_sha1_mgf1sha1"),
                    "RSA_OAEP_256",
                    List.of(
                            "rsa_oaep_2048_sha256_mgf1sha256",
                            "rsa_oaep_3072_sha256_mgf1sha256",
                            "rsa_oaep_4096_sha256_mgf1sha256"));

    static List<KeyEngine> engines() {
        return Engines.all().toList();
    }

    @ParameterizedTest
    @MethodSource("engines")
    void verify_ofEveryVector_saysWhatItSays(KeyEngine engine)
            throws IOException, GeneralSecurityException, BadInputException {
        int cases = 0;
        for (Map.Entry<String, List<String>> algorithm : SIGNED.entrySet()) {
            for (String file : algorithm.getValue()) {
                for (JsonNode group : Wycheproof.groups(file + "_test.json")) {
                    cases +=
                            verified(engine, SignatureAlgorithm.valueOf(algorithm.getKey()), group);
                }
            }
        }
        assertEquals(SIGNATURES, cases);
    }

    private static int verified(KeyEngine engine, SignatureAlgorithm algorithm, JsonNode group)
            throws GeneralSecurityException, BadInputException {
        KeySpec spec =
                algorithm.scheme() == SignatureAlgorithm.Scheme.ECDSA
                        ? new KeySpec.Ec(curveOf(algorithm))
                        : new KeySpec.Rsa(group.get("keySize").asInt());
        int cases = 0;
        try (ReadyPublicKey key = engine.readyPublic(spec, Wycheproof.hex(group, "publicKeyDer"))) {
            Hash hash = algorithm.hash().orElseThrow();
            for (JsonNode test : group.get("tests")) {
                byte[] digest =
                        MessageDigest.getInstance(hash.javaName())
                                .digest(Wycheproof.hex(test, "msg"));
                boolean right = key.verify(algorithm, digest, Wycheproof.hex(test, "sig"));
                // "acceptable" are encodings that only lenient verifiers take.
                assertEquals(Wycheproof.valid(test), right, () -> Wycheproof.name(test));
                cases++;
            }
        }
        return cases;
    }

    private static Curve curveOf(SignatureAlgorithm algorithm) {
        for (Curve curve : Curve.values()) {
            if (algorithm.suits(new KeySpec.Ec(curve))) {
                return curve;
            }
        }
        throw new AssertionError(algorithm);
    }

    @ParameterizedTest
    @MethodSource("engines")
    void decrypt_ofEveryVector_givesItsMessageOrRefuses(KeyEngine engine)
            throws IOException, BadInputException {
        int cases = 0;
        for (Map.Entry<String, List<String>> algorithm : ENCRYPTED.entrySet()) {
            for (String file : algorithm.getValue()) {
                for (JsonNode group : Wycheproof.groups(file + "_test.json")) {
                    cases += decrypted(engine, RsaEncryption.valueOf(algorithm.getKey()), group);
                }
            }
        }
        assertEquals(CIPHERTEXTS, cases);
    }

    private static int decrypted(KeyEngine engine, RsaEncryption algorithm, JsonNode group)
            throws BadInputException {
        int cases = 0;
        SecretBytes pkcs8 = SecretBytes.adopt(Wycheproof.hex(group, "privateKeyPkcs8"));
        try (ReadyKey key = engine.ready(new KeySpec.Rsa(group.get("keySize").asInt()), pkcs8)) {
            for (JsonNode test : group.get("tests")) {
                boolean labelled = test.has("label") && !test.get("label").asText().isEmpty();
                byte[] ciphertext = Wycheproof.hex(test, "ct");
                if (Wycheproof.valid(test) && !labelled) {
                    assertArrayEquals(
                            Wycheproof.hex(test, "msg"),
                            key.decrypt(algorithm, ciphertext),
                            () -> Wycheproof.name(test));
                } else {
                    // Key Vault has no labels: what was made with one does not decrypt.
                    assertThrows(
                            BadInputException.class,
                            () -> key.decrypt(algorithm, ciphertext),
                            () -> Wycheproof.name(test));
                }
                cases++;
            }
        }
        return cases;
    }
}
