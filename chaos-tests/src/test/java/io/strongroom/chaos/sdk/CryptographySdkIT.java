package io.strongroom.chaos.sdk;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
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
import com.azure.security.keyvault.keys.models.KeyCurveName;
import com.azure.security.keyvault.keys.models.KeyOperation;
import com.azure.security.keyvault.keys.models.KeyVaultKey;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;

/**
 * What keys do, with the stock SDK's cryptography client: remotely, and against what the same
 * client does by itself with the public half.
 */
@ExtendWith(SharedCluster.class)
class CryptographySdkIT {
    private static final byte[] TEXT = "thirty-two bytes of a plaintext.".getBytes(UTF_8);

    private final SdkCluster cluster;
    private final KeyClient keys;

    CryptographySdkIT(SdkCluster cluster) {
        this.cluster = cluster;
        keys = cluster.stockKeys("default").buildClient();
    }

    private CryptographyClient remote(KeyVaultKey key) {
        return cluster.stockCryptography(key.getId()).disableKeyCaching().buildClient();
    }

    /** Fetches the public half, and then asks only for what it cannot do. */
    private CryptographyClient local(KeyVaultKey key) {
        return cluster.stockCryptography(key.getId()).buildClient();
    }

    private static void assertSigns(
            SignatureAlgorithm algorithm, CryptographyClient remote, CryptographyClient local) {
        byte[] signature = remote.signData(algorithm, TEXT).getSignature();
        assertTrue(remote.verifyData(algorithm, TEXT, signature).isValid(), algorithm + " remote");
        assertTrue(local.verifyData(algorithm, TEXT, signature).isValid(), algorithm + " local");
        signature[signature.length - 1] ^= 1;
        assertFalse(remote.verifyData(algorithm, TEXT, signature).isValid(), algorithm + " bad");
    }

    /** Of what is signed as it is given: an RSNULL value, or a message that is authenticated. */
    private static void assertSignsAsGiven(String name, CryptographyClient remote) {
        SignatureAlgorithm algorithm = SignatureAlgorithm.fromString(name);
        byte[] signature = remote.sign(algorithm, TEXT).getSignature();
        assertTrue(remote.verify(algorithm, TEXT, signature).isValid(), name);
        signature[signature.length - 1] ^= 1;
        assertFalse(remote.verify(algorithm, TEXT, signature).isValid(), name + " bad");
    }

    @ParameterizedTest
    @ValueSource(ints = {2048, 3072, 4096})
    void rsa_ofEachSize_doesEveryAlgorithm(int bits) {
        KeyVaultKey key =
                keys.createRsaKey(new CreateRsaKeyOptions("rsa-" + bits).setKeySize(bits));
        CryptographyClient remote = remote(key);
        CryptographyClient local = local(key);
        for (SignatureAlgorithm algorithm :
                List.of(
                        SignatureAlgorithm.RS256,
                        SignatureAlgorithm.RS384,
                        SignatureAlgorithm.RS512,
                        SignatureAlgorithm.PS256,
                        SignatureAlgorithm.PS384,
                        SignatureAlgorithm.PS512)) {
            assertSigns(algorithm, remote, local);
        }
        assertSignsAsGiven("RSNULL", remote);
        for (EncryptionAlgorithm algorithm :
                List.of(
                        EncryptionAlgorithm.RSA1_5,
                        EncryptionAlgorithm.RSA_OAEP,
                        EncryptionAlgorithm.RSA_OAEP_256)) {
            for (CryptographyClient one : List.of(remote, local)) {
                byte[] ciphertext = one.encrypt(algorithm, TEXT).getCipherText();
                assertArrayEquals(TEXT, remote.decrypt(algorithm, ciphertext).getPlainText());
            }
        }
        for (KeyWrapAlgorithm algorithm :
                List.of(
                        KeyWrapAlgorithm.RSA1_5,
                        KeyWrapAlgorithm.RSA_OAEP,
                        KeyWrapAlgorithm.RSA_OAEP_256)) {
            for (CryptographyClient one : List.of(remote, local)) {
                byte[] wrapped = one.wrapKey(algorithm, TEXT).getEncryptedKey();
                assertArrayEquals(TEXT, remote.unwrapKey(algorithm, wrapped).getKey());
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"P-256,ES256", "P-384,ES384", "P-521,ES512", "P-256K,ES256K"})
    void ec_onEachCurve_signs(String curve, String algorithm) {
        KeyVaultKey key =
                keys.createEcKey(
                        new CreateEcKeyOptions("ec-" + curve)
                                .setCurveName(KeyCurveName.fromString(curve)));
        CryptographyClient remote = remote(key);
        // The JDK knows no P-256K, so the SDK cannot verify with it by itself.
        CryptographyClient local = curve.equals("P-256K") ? remote : local(key);
        assertSigns(SignatureAlgorithm.fromString(algorithm), remote, local);
    }

    @ParameterizedTest
    @ValueSource(ints = {128, 192, 256})
    void oct_ofEachSize_doesEveryAlgorithm(int bits) {
        KeyVaultKey key =
                keys.createOctKey(
                        new CreateOctKeyOptions("oct-" + bits)
                                .setKeySize(bits)
                                .setKeyOperations(
                                        KeyOperation.ENCRYPT,
                                        KeyOperation.DECRYPT,
                                        KeyOperation.WRAP_KEY,
                                        KeyOperation.UNWRAP_KEY,
                                        KeyOperation.SIGN,
                                        KeyOperation.VERIFY));
        assertEquals(3, SymmetricUse.encryptsOf(bits, remote(key)));
        for (String name : List.of("A" + bits + "KW", "CKM_AES_KEY_WRAP", "CKM_AES_KEY_WRAP_PAD")) {
            SymmetricUse.wraps(name, remote(key));
        }
        for (String name : List.of("HS256", "HS384", "HS512")) {
            assertSignsAsGiven(name, remote(key));
        }
    }

    @Test
    void use_ofAKeyThatMayNot_isRefused() {
        KeyVaultKey key =
                keys.createEcKey(
                        new CreateEcKeyOptions("verifies").setKeyOperations(KeyOperation.VERIFY));
        assertStatus(403, () -> remote(key).sign(SignatureAlgorithm.ES256, new byte[32]));
        assertFalse(
                remote(key).verify(SignatureAlgorithm.ES256, new byte[32], new byte[64]).isValid());
        keys.updateKeyProperties(
                keys.getKey("verifies").getProperties().setEnabled(false), KeyOperation.VERIFY);
        assertStatus(
                403,
                () -> remote(key).verify(SignatureAlgorithm.ES256, new byte[32], new byte[64]));
    }

    @Test
    void decrypt_ofWhateverDoesNotDecrypt_saysTheSame() {
        KeyVaultKey key = keys.createRsaKey(new CreateRsaKeyOptions("oracle").setKeySize(2048));
        CryptographyClient remote = remote(key);
        byte[] ciphertext = remote.encrypt(EncryptionAlgorithm.RSA_OAEP, TEXT).getCipherText();
        ciphertext[100] ^= 1;
        String changed =
                assertStatus(400, () -> remote.decrypt(EncryptionAlgorithm.RSA_OAEP, ciphertext));
        String zero =
                assertStatus(
                        400, () -> remote.decrypt(EncryptionAlgorithm.RSA_OAEP, new byte[256]));
        assertEquals(changed, zero);
    }

    private static String assertStatus(int status, Runnable call) {
        HttpResponseException refused = assertThrows(HttpResponseException.class, call::run);
        assertEquals(status, refused.getResponse().getStatusCode());
        return String.valueOf(refused.getValue());
    }
}
