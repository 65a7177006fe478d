package io.strongroom.chaos.sdk;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.azure.core.exception.HttpResponseException;
import com.azure.security.keyvault.keys.KeyClient;
import com.azure.security.keyvault.keys.cryptography.CryptographyClient;
import com.azure.security.keyvault.keys.cryptography.models.EncryptionAlgorithm;
import com.azure.security.keyvault.keys.cryptography.models.KeyWrapAlgorithm;
import com.azure.security.keyvault.keys.cryptography.models.SignatureAlgorithm;
import com.azure.security.keyvault.keys.models.CreateEcKeyOptions;
import com.azure.security.keyvault.keys.models.CreateOctKeyOptions;
import com.azure.security.keyvault.keys.models.CreateRsaKeyOptions;
import com.azure.security.keyvault.keys.models.ImportKeyOptions;
import com.azure.security.keyvault.keys.models.JsonWebKey;
import com.azure.security.keyvault.keys.models.KeyCurveName;
import com.azure.security.keyvault.keys.models.KeyOperation;
import com.azure.security.keyvault.keys.models.KeyType;
import com.azure.security.keyvault.keys.models.KeyVaultKey;

import io.strongroom.client.azure.StrongroomHttpClient;
import io.strongroom.client.transport.Transport;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;

import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;

/**
 * Keys in the nodes' HSMs (SoftHSM), with the stock SDK: a key that one node's HSM has made is used
 * in every other's.
 */
@ExtendWith(SharedCluster.class)
class HsmKeysSdkIT {
    private static final byte[] TEXT = "thirty-two bytes of a plaintext.".getBytes(UTF_8);
    private static final int NODES = 3;

    private final SdkCluster cluster;
    private final KeyClient keys;

    HsmKeysSdkIT(SdkCluster cluster) {
        this.cluster = cluster;
        keys = cluster.stockKeys("default").buildClient();
    }

    /** Something that is done with a key on one node. */
    private interface OnNode {
        void with(CryptographyClient remote) throws GeneralSecurityException;
    }

    private void onEachNode(String keyId, OnNode work)
            throws IOException, GeneralSecurityException {
        for (int node = 1; node <= NODES; node++) {
            try (Transport only = cluster.onlyTo(node, SdkCluster.PATIENT)) {
                work.with(
                        cluster.stockCryptography(keyId)
                                .httpClient(new StrongroomHttpClient(only))
                                .disableKeyCaching()
                                .buildClient());
            }
        }
    }

    private CryptographyClient local(KeyVaultKey key) {
        return cluster.stockCryptography(key.getId()).buildClient();
    }

    @ParameterizedTest
    @ValueSource(ints = {2048, 3072})
    void rsaHsm_onEachNode_doesEveryAlgorithm(int bits)
            throws IOException, GeneralSecurityException {
        KeyVaultKey key =
                keys.createRsaKey(
                        new CreateRsaKeyOptions("hsm-rsa-" + bits)
                                .setKeySize(bits)
                                .setHardwareProtected(true));
        assertEquals(KeyType.RSA_HSM, key.getKeyType());
        assertEquals("1", key.getProperties().getHsmPlatform());
        CryptographyClient local = local(key);
        onEachNode(
                key.getId(),
                remote -> {
                    for (String name :
                            List.of("RS256", "RS384", "RS512", "PS256", "PS384", "PS512")) {
                        SignatureAlgorithm algorithm = SignatureAlgorithm.fromString(name);
                        byte[] signature = remote.signData(algorithm, TEXT).getSignature();
                        assertTrue(local.verifyData(algorithm, TEXT, signature).isValid(), name);
                        assertTrue(remote.verifyData(algorithm, TEXT, signature).isValid(), name);
                    }
                    SignatureAlgorithm raw = SignatureAlgorithm.fromString("RSNULL");
                    byte[] signed = remote.sign(raw, TEXT).getSignature();
                    assertTrue(remote.verify(raw, TEXT, signed).isValid());
                    for (String name : List.of("RSA1_5", "RSA-OAEP", "RSA-OAEP-256")) {
                        EncryptionAlgorithm encryption = EncryptionAlgorithm.fromString(name);
                        byte[] ciphertext = local.encrypt(encryption, TEXT).getCipherText();
                        assertArrayEquals(
                                TEXT, remote.decrypt(encryption, ciphertext).getPlainText());
                        KeyWrapAlgorithm wrap = KeyWrapAlgorithm.fromString(name);
                        byte[] wrapped = remote.wrapKey(wrap, TEXT).getEncryptedKey();
                        assertArrayEquals(TEXT, remote.unwrapKey(wrap, wrapped).getKey());
                    }
                });
    }

    @ParameterizedTest
    @CsvSource({"P-256,ES256", "P-384,ES384", "P-521,ES512", "P-256K,ES256K"})
    void ecHsm_onEachNode_signs(String curve, String name)
            throws IOException, GeneralSecurityException {
        KeyVaultKey key =
                keys.createEcKey(
                        new CreateEcKeyOptions("hsm-ec-" + curve)
                                .setCurveName(KeyCurveName.fromString(curve))
                                .setHardwareProtected(true));
        assertEquals(KeyType.EC_HSM, key.getKeyType());
        SignatureAlgorithm algorithm = SignatureAlgorithm.fromString(name);
        CryptographyClient local = local(key);
        onEachNode(
                key.getId(),
                remote -> {
                    byte[] signature = remote.signData(algorithm, TEXT).getSignature();
                    assertTrue(remote.verifyData(algorithm, TEXT, signature).isValid());
                    // The JDK knows no P-256K, so the SDK cannot verify with it by itself.
                    assertTrue(
                            curve.equals("P-256K")
                                    || local.verifyData(algorithm, TEXT, signature).isValid());
                });
    }

    @ParameterizedTest
    @ValueSource(ints = {128, 192, 256})
    void octHsm_onEachNode_wrapsWhatAnotherUnwraps(int bits)
            throws IOException, GeneralSecurityException {
        KeyVaultKey key =
                keys.createOctKey(
                        new CreateOctKeyOptions("hsm-oct-" + bits)
                                .setKeySize(bits)
                                .setHardwareProtected(true));
        assertEquals(KeyType.OCT_HSM, key.getKeyType());
        KeyWrapAlgorithm wrap = KeyWrapAlgorithm.fromString("A" + bits + "KW");
        byte[] first = remote(key).wrapKey(wrap, TEXT).getEncryptedKey();
        onEachNode(
                key.getId(),
                remote -> {
                    assertArrayEquals(first, remote.wrapKey(wrap, TEXT).getEncryptedKey());
                    assertArrayEquals(TEXT, remote.unwrapKey(wrap, first).getKey());
                });
    }

    private CryptographyClient remote(KeyVaultKey key) {
        return cluster.stockCryptography(key.getId()).disableKeyCaching().buildClient();
    }

    @ParameterizedTest
    @ValueSource(ints = {128, 192, 256})
    void octHsm_onEachNode_doesEveryAlgorithmThatTheHsmHas(int bits)
            throws IOException, GeneralSecurityException {
        KeyVaultKey key =
                keys.createOctKey(
                        new CreateOctKeyOptions("hsm-oct-all-" + bits)
                                .setKeySize(bits)
                                .setHardwareProtected(true)
                                .setKeyOperations(
                                        KeyOperation.ENCRYPT,
                                        KeyOperation.DECRYPT,
                                        KeyOperation.WRAP_KEY,
                                        KeyOperation.UNWRAP_KEY,
                                        KeyOperation.SIGN,
                                        KeyOperation.VERIFY));
        onEachNode(
                key.getId(),
                remote -> {
                    assertEquals(3, SymmetricUse.encryptsOf(bits, remote));
                    SymmetricUse.wraps("CKM_AES_KEY_WRAP", remote);
                    SymmetricUse.wraps("CKM_AES_KEY_WRAP_PAD", remote);
                });
        for (String name : List.of("HS256", "HS384", "HS512")) {
            assertAuthenticatesOrLacks(SignatureAlgorithm.fromString(name), remote(key), bits);
        }
    }

    /** SoftHSM wants HMAC's keys as long as the digest, and none is longer than 256 bits. */
    private static void assertAuthenticatesOrLacks(
            SignatureAlgorithm hmac, CryptographyClient remote, int bits) {
        if (bits == 256 && hmac.equals(SignatureAlgorithm.fromString("HS256"))) {
            byte[] code = remote.sign(hmac, TEXT).getSignature();
            assertTrue(remote.verify(hmac, TEXT, code).isValid());
        } else {
            HttpResponseException lacking =
                    assertThrows(HttpResponseException.class, () -> remote.sign(hmac, TEXT));
            assertEquals(400, lacking.getResponse().getStatusCode(), hmac + " of " + bits);
        }
    }

    @Test
    void importKey_wrappedToAnExchangeKey_isUsedOnEachNode()
            throws IOException, GeneralSecurityException {
        KeyVaultKey exchange =
                keys.createRsaKey(
                        new CreateRsaKeyOptions("hsm-exchange")
                                .setHardwareProtected(true)
                                .setKeyOperations(KeyOperation.IMPORT));
        KeyVaultKey retagged =
                keys.updateKeyProperties(exchange.getProperties().setTags(Map.of("for", "us")));
        assertEquals(List.of(KeyOperation.IMPORT), retagged.getKeyOperations());
        KeyPairGenerator rsa = KeyPairGenerator.getInstance("RSA");
        rsa.initialize(2048);
        KeyPairGenerator ec = KeyPairGenerator.getInstance("EC");
        ec.initialize(new ECGenParameterSpec("secp256r1"));
        assertBrought(exchange, "hsm-byok-rsa", KeyType.RSA_HSM, rsa.generateKeyPair());
        assertBrought(exchange, "hsm-byok-ec", KeyType.EC_HSM, ec.generateKeyPair());
        byte[] aes = new byte[32];
        KeyVaultKey oct = imported("hsm-byok-oct", KeyType.OCT_HSM, blob(exchange, raw(aes)));
        Cipher cipher = Cipher.getInstance("AES/KW/NoPadding");
        cipher.init(Cipher.ENCRYPT_MODE, raw(aes));
        byte[] expected = cipher.doFinal(TEXT);
        onEachNode(
                oct.getId(),
                remote ->
                        assertArrayEquals(
                                expected,
                                remote.wrapKey(KeyWrapAlgorithm.fromString("A256KW"), TEXT)
                                        .getEncryptedKey()));
        byte[] changed = blob(exchange, raw(aes));
        changed[changed.length / 2] ^= 1;
        HttpResponseException refused =
                assertThrows(
                        HttpResponseException.class,
                        () -> imported("hsm-byok-bad", KeyType.OCT_HSM, changed));
        assertEquals(400, refused.getResponse().getStatusCode());
    }

    private void assertBrought(KeyVaultKey exchange, String name, KeyType type, KeyPair pair)
            throws IOException, GeneralSecurityException {
        KeyVaultKey key = imported(name, type, blob(exchange, pair.getPrivate()));
        boolean rsa = type.equals(KeyType.RSA_HSM);
        onEachNode(
                key.getId(),
                remote -> {
                    byte[] signature =
                            remote.signData(
                                            rsa
                                                    ? SignatureAlgorithm.RS256
                                                    : SignatureAlgorithm.ES256,
                                            TEXT)
                                    .getSignature();
                    Signature jdk =
                            Signature.getInstance(
                                    rsa ? "SHA256withRSA" : "SHA256withECDSAinP1363Format");
                    jdk.initVerify(pair.getPublic());
                    jdk.update(TEXT);
                    assertTrue(jdk.verify(signature), name);
                });
    }

    private KeyVaultKey imported(String name, KeyType type, byte[] blob) {
        return keys.importKey(
                new ImportKeyOptions(name, new JsonWebKey().setKeyType(type).setT(blob))
                        .setHardwareProtected(true));
    }

    private static Key raw(byte[] bytes) {
        return new SecretKeySpec(bytes, "AES");
    }

    /** A key transfer blob, its ciphertext by CKM_RSA_AES_KEY_WRAP (PKCS#11 2.40, 2.1.21). */
    private static byte[] blob(KeyVaultKey exchange, Key key) throws GeneralSecurityException {
        byte[] aes = new byte[32];
        new SecureRandom().nextBytes(aes);
        Cipher oaep = Cipher.getInstance("RSA/ECB/OAEPWithSHA-1AndMGF1Padding");
        oaep.init(Cipher.ENCRYPT_MODE, exchange.getKey().toRsa(false).getPublic());
        byte[] first = oaep.doFinal(aes);
        Cipher kwp = Cipher.getInstance("AES/KWP/NoPadding");
        kwp.init(Cipher.WRAP_MODE, raw(aes));
        byte[] second = kwp.wrap(key);
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        String json =
                """
                {"schema_version":"1.0.0","header":{"kid":"%s","alg":"dir",\
                "enc":"CKM_RSA_AES_KEY_WRAP"},"ciphertext":"%s","generator":"test"}\
                """
                        .formatted(
                                exchange.getId(),
                                Base64.getUrlEncoder().withoutPadding().encodeToString(both));
        return json.getBytes(UTF_8);
    }

    @Test
    void restoreKeyBackup_afterRotationAndPurge_bringsBothVersionsBack()
            throws IOException, GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        JsonWebKey jwk = JsonWebKey.fromRsa(generator.generateKeyPair());
        KeyVaultKey brought =
                keys.importKey(new ImportKeyOptions("hsm-kept", jwk).setHardwareProtected(true));
        assertEquals(KeyType.RSA_HSM, brought.getKeyType());
        KeyVaultKey rotated = keys.rotateKey("hsm-kept");
        assertEquals(KeyType.RSA_HSM, rotated.getKeyType());
        byte[] backup = keys.backupKey("hsm-kept");
        byte[] ciphertext =
                local(brought).encrypt(EncryptionAlgorithm.RSA_OAEP, TEXT).getCipherText();
        keys.beginDeleteKey("hsm-kept").waitForCompletion();
        keys.purgeDeletedKey("hsm-kept");
        assertEquals(rotated.getId(), keys.restoreKeyBackup(backup).getId());
        onEachNode(
                brought.getId(),
                remote ->
                        assertArrayEquals(
                                TEXT,
                                remote.decrypt(EncryptionAlgorithm.RSA_OAEP, ciphertext)
                                        .getPlainText()));
        onEachNode(
                rotated.getId(),
                remote -> {
                    byte[] signature =
                            remote.signData(SignatureAlgorithm.RS256, TEXT).getSignature();
                    assertTrue(
                            local(rotated)
                                    .verifyData(SignatureAlgorithm.RS256, TEXT, signature)
                                    .isValid());
                });
    }
}
