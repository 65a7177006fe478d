package io.strongroom.hsm.pkcs11.key;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strongroom.hsm.key.Hash;
import io.strongroom.hsm.key.KeyPair;
import io.strongroom.hsm.key.KeySpec;
import io.strongroom.hsm.key.PublicPart;
import io.strongroom.hsm.key.ReadyPublicKey;
import io.strongroom.hsm.key.RsaEncryption;
import io.strongroom.hsm.key.engine.KeyEngines;

import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.RSAPrivateKey;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;

final class OaepTest {
    private static final int BYTES = 256;

    @Test
    void unpadded_whatAnEngineEncrypted_isTheMessageAndNothingWhenChanged() throws Exception {
        try (KeyPair pair = KeyEngines.fastest().generate(new KeySpec.Rsa(2048))) {
            PublicPart.Rsa part = (PublicPart.Rsa) pair.publicPart();
            byte[] info = part.subjectPublicKeyInfo();
            try (ReadyPublicKey half = KeyEngines.fastest().readyPublic(part.spec(), info)) {
                for (byte[] message : new byte[][] {{}, {1}, new byte[190]}) {
                    byte[] block =
                            raw(part, pair, half.encrypt(RsaEncryption.RSA_OAEP_256, message));
                    assertArrayEquals(message, Oaep.unpadded(Hash.SHA_256, block).orElseThrow());
                    assertTrue(Oaep.unpadded(Hash.SHA_1, block).isEmpty());
                    for (int at : new int[] {0, 1, 40, BYTES - 1}) {
                        byte[] changed = block.clone();
                        changed[at] ^= 1;
                        assertTrue(Oaep.unpadded(Hash.SHA_256, changed).isEmpty());
                    }
                }
            }
        }
    }

    /** What a token's raw RSA gives. */
    private static byte[] raw(PublicPart.Rsa part, KeyPair pair, byte[] ciphertext) {
        BigInteger d =
                pair.pkcs8()
                        .use(der -> {
                            try {
                                return RSAPrivateKey.getInstance(
                                                PrivateKeyInfo.getInstance(der).parsePrivateKey())
                                        .getPrivateExponent();
                            } catch (IOException e) {
                                throw new UncheckedIOException(e);
                            }
                        });
        byte[] number = new BigInteger(1, ciphertext).modPow(d, part.n()).toByteArray();
        byte[] block = new byte[BYTES];
        System.arraycopy(number, 0, block, BYTES - number.length, number.length);
        return block;
    }
}
