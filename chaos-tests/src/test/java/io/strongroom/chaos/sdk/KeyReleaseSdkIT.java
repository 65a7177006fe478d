package io.strongroom.chaos.sdk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.azure.core.util.BinaryData;
import com.azure.core.util.Context;
import com.azure.security.keyvault.keys.KeyClient;
import com.azure.security.keyvault.keys.models.CreateRsaKeyOptions;
import com.azure.security.keyvault.keys.models.KeyExportEncryptionAlgorithm;
import com.azure.security.keyvault.keys.models.KeyReleasePolicy;
import com.azure.security.keyvault.keys.models.KeyVaultKey;
import com.azure.security.keyvault.keys.models.ReleaseKeyOptions;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;

import javax.crypto.Cipher;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import javax.crypto.spec.SecretKeySpec;

/** Keys that leave the vault, asked for by the stock SDK as a program in an enclave would. */
@ExtendWith(SharedCluster.class)
class KeyReleaseSdkIT {
    private final SdkCluster cluster;
    private final KeyClient keys;
    private final KeyPair enclave;

    KeyReleaseSdkIT(SdkCluster cluster) throws GeneralSecurityException {
        this.cluster = cluster;
        keys = cluster.stockKeys("released").buildClient();
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        enclave = generator.generateKeyPair();
    }

    private KeyVaultKey create(String name, boolean inHsm) {
        return keys.createRsaKey(
                new CreateRsaKeyOptions(name)
                        .setHardwareProtected(inHsm)
                        .setExportable(true)
                        .setReleasePolicy(
                                new KeyReleasePolicy(BinaryData.fromBytes(Attester.policy()))));
    }

    private String token(boolean ok) throws GeneralSecurityException {
        return cluster.attester().token((RSAPublicKey) enclave.getPublic(), ok);
    }

    private static JsonNode json(byte[] text) throws IOException {
        return new ObjectMapper().readTree(text);
    }

    /** What was wrapped for the enclave, by the hash of OAEP. */
    private byte[] opened(String jws, String hash) throws IOException, GeneralSecurityException {
        byte[] payload = Base64.getUrlDecoder().decode(jws.split("\\.", -1)[1]);
        String keyHsm = json(payload).at("/response/key/key/key_hsm").asText();
        String ciphertext = json(Base64.getUrlDecoder().decode(keyHsm)).get("ciphertext").asText();
        byte[] all = Base64.getUrlDecoder().decode(ciphertext);
        Cipher oaep = Cipher.getInstance("RSA/ECB/OAEPPadding");
        oaep.init(
                Cipher.DECRYPT_MODE,
                enclave.getPrivate(),
                new OAEPParameterSpec(
                        hash, "MGF1", new MGF1ParameterSpec(hash), PSource.PSpecified.DEFAULT));
        byte[] between = oaep.doFinal(all, 0, 256);
        Cipher kwp = Cipher.getInstance("AES/KWP/NoPadding");
        kwp.init(Cipher.UNWRAP_MODE, new SecretKeySpec(between, "AES"));
        byte[] tail = Arrays.copyOfRange(all, 256, all.length);
        return whole(kwp.unwrap(tail, "released", Cipher.SECRET_KEY).getEncoded());
    }

    /** SoftHSM fills what it wraps with zeros; DER says where it ends. */
    private static byte[] whole(byte[] der) {
        return Arrays.copyOf(der, 4 + ((der[2] & 0xff) << 8) + (der[3] & 0xff));
    }

    private static void assertIsPrivateHalf(byte[] pkcs8, KeyVaultKey key)
            throws GeneralSecurityException {
        PrivateKey released =
                KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
        Signature signing = Signature.getInstance("SHA256withRSA");
        signing.initSign(released);
        signing.update("text".getBytes(UTF_8));
        Signature verifying = Signature.getInstance("SHA256withRSA");
        verifying.initVerify(key.getKey().toRsa().getPublic());
        verifying.update("text".getBytes(UTF_8));
        assertTrue(verifying.verify(signing.sign()));
    }

    @ParameterizedTest
    @CsvSource({
        "false, CKM_RSA_AES_KEY_WRAP, SHA-1",
        "false, RSA_AES_KEY_WRAP_256, SHA-256",
        "false, RSA_AES_KEY_WRAP_384, SHA-384",
        "true, CKM_RSA_AES_KEY_WRAP, SHA-1"
    })
    void releaseKey_forAnAttestedEnclave_givesItThePrivateHalf(
            boolean inHsm, String algorithm, String hash) throws Exception {
        String name = "released-" + algorithm.replace('_', '-') + "-" + inHsm;
        KeyVaultKey key = create(name, inHsm);
        assertEquals(true, key.getProperties().isExportable());
        String jws =
                keys.releaseKeyWithResponse(
                                name,
                                key.getProperties().getVersion(),
                                token(true),
                                new ReleaseKeyOptions()
                                        .setAlgorithm(
                                                KeyExportEncryptionAlgorithm.fromString(algorithm))
                                        .setNonce("n-1"),
                                Context.NONE)
                        .getValue()
                        .getValue();
        assertIsPrivateHalf(opened(jws, hash), key);
        byte[] payload = Base64.getUrlDecoder().decode(jws.split("\\.", -1)[1]);
        assertEquals("n-1", json(payload).at("/request/nonce").asText());
        assertEquals(key.getId(), json(payload).at("/request/kid").asText());
    }

    @Test
    void releaseKey_withoutAVersionOrOptions_releasesTheLatest() throws Exception {
        KeyVaultKey key = create("released-latest", false);
        String jws = keys.releaseKey("released-latest", token(true)).getValue();
        assertIsPrivateHalf(opened(jws, "SHA-1"), key);
    }

    @Test
    void releaseKey_whatThePolicyDoesNotAllow_isRefused() throws Exception {
        var _ = create("kept", true);
        String bad = token(false);
        Refusals.assertRefused(403, "Forbidden", () -> keys.releaseKey("kept", bad));
        Refusals.assertRefused(400, "BadParameter", () -> keys.releaseKey("kept", "a.b.c"));
        var _ = keys.createRsaKey(new CreateRsaKeyOptions("not-exportable"));
        String good = token(true);
        Refusals.assertRefused(
                403, "KeyOperationForbidden", () -> keys.releaseKey("not-exportable", good));
    }

    @Test
    void updateKeyProperties_ofAnExportableKey_leavesItSo() {
        KeyVaultKey key = create("updated", false);
        KeyVaultKey updated = keys.updateKeyProperties(key.getProperties().setEnabled(true));
        assertEquals(true, updated.getProperties().isExportable());
    }
}
