package io.strongroom.chaos.sdk;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.azure.core.util.Context;
import com.azure.security.keyvault.keys.cryptography.CryptographyClient;
import com.azure.security.keyvault.keys.cryptography.models.DecryptParameters;
import com.azure.security.keyvault.keys.cryptography.models.EncryptParameters;
import com.azure.security.keyvault.keys.cryptography.models.EncryptResult;
import com.azure.security.keyvault.keys.cryptography.models.KeyWrapAlgorithm;

import java.util.List;

/** What the stock SDK has for symmetric keys: a method for each algorithm that encrypts. */
final class SymmetricUse {
    private static final byte[] TEXT = "thirty-two bytes of a plaintext.".getBytes(UTF_8);

    private SymmetricUse() {}

    private interface Encrypting {
        EncryptParameters with(byte[] plaintext, byte[] more);
    }

    private interface Decrypting {
        DecryptParameters with(byte[] ciphertext, byte[] iv);
    }

    private interface Opening {
        DecryptParameters with(byte[] ciphertext, byte[] iv, byte[] tag, byte[] aad);
    }

    private record Cbc(int bits, Encrypting there, Decrypting back) {}

    private record Gcm(int bits, Encrypting there, Opening back) {}

    private static final List<Cbc> CBC =
            List.of(
                    new Cbc(
                            128,
                            EncryptParameters::createA128CbcParameters,
                            DecryptParameters::createA128CbcParameters),
                    new Cbc(
                            192,
                            EncryptParameters::createA192CbcParameters,
                            DecryptParameters::createA192CbcParameters),
                    new Cbc(
                            256,
                            EncryptParameters::createA256CbcParameters,
                            DecryptParameters::createA256CbcParameters),
                    new Cbc(
                            128,
                            EncryptParameters::createA128CbcPadParameters,
                            DecryptParameters::createA128CbcPadParameters),
                    new Cbc(
                            192,
                            EncryptParameters::createA192CbcPadParameters,
                            DecryptParameters::createA192CbcPadParameters),
                    new Cbc(
                            256,
                            EncryptParameters::createA256CbcPadParameters,
                            DecryptParameters::createA256CbcPadParameters));

    private static final List<Gcm> GCM =
            List.of(
                    new Gcm(
                            128,
                            EncryptParameters::createA128GcmParameters,
                            DecryptParameters::createA128GcmParameters),
                    new Gcm(
                            192,
                            EncryptParameters::createA192GcmParameters,
                            DecryptParameters::createA192GcmParameters),
                    new Gcm(
                            256,
                            EncryptParameters::createA256GcmParameters,
                            DecryptParameters::createA256GcmParameters));

    /** Encrypts and decrypts by every algorithm for keys of the size; gives how many there are. */
    static int encryptsOf(int bits, CryptographyClient remote) {
        int algorithms = 0;
        byte[] iv = new byte[16];
        for (Cbc cbc : CBC) {
            if (cbc.bits() == bits) {
                EncryptResult made = remote.encrypt(cbc.there().with(TEXT, iv), Context.NONE);
                DecryptParameters back = cbc.back().with(made.getCipherText(), iv);
                assertArrayEquals(TEXT, remote.decrypt(back, Context.NONE).getPlainText());
                algorithms++;
            }
        }
        for (Gcm gcm : GCM) {
            if (gcm.bits() == bits) {
                EncryptResult made = remote.encrypt(gcm.there().with(TEXT, iv), Context.NONE);
                DecryptParameters back =
                        gcm.back()
                                .with(
                                        made.getCipherText(),
                                        made.getIv(),
                                        made.getAuthenticationTag(),
                                        iv);
                assertArrayEquals(TEXT, remote.decrypt(back, Context.NONE).getPlainText());
                algorithms++;
            }
        }
        return algorithms;
    }

    static void wraps(String name, CryptographyClient remote) {
        KeyWrapAlgorithm algorithm = KeyWrapAlgorithm.fromString(name);
        byte[] wrapped = remote.wrapKey(algorithm, TEXT).getEncryptedKey();
        assertEquals(TEXT.length + 8, wrapped.length, name);
        assertArrayEquals(TEXT, remote.unwrapKey(algorithm, wrapped).getKey(), name);
    }
}
