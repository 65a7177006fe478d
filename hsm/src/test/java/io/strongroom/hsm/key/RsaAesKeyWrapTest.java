package io.strongroom.hsm.key;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.strongroom.hsm.AesKeyWrap;
import io.strongroom.hsm.SecretBytes;
import io.strongroom.hsm.key.bouncycastle.BouncyCastleEngine;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;

import javax.crypto.Cipher;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;

final class RsaAesKeyWrapTest {
    private static final KeySpec.Rsa SPEC = new KeySpec.Rsa(2048);

    @ParameterizedTest
    @CsvSource({"SHA_1, 16", "SHA_256, 32", "SHA_384, 1217"})
    void wrap_forAKey_isOpenedWithItsPrivateHalf(Hash hash, int length) throws Exception {
        byte[] secret = new byte[length];
        Arrays.fill(secret, (byte) 7);
        try (KeyPair pair = new BouncyCastleEngine().generate(SPEC)) {
            byte[] wrapped =
                    RsaAesKeyWrap.wrap(
                            (PublicPart.Rsa) pair.publicPart(), hash, SecretBytes.copyOf(secret));
            byte[] head = Arrays.copyOf(wrapped, SPEC.bytes());
            byte[] between = oaep(pair, hash).doFinal(head);
            assertEquals(32, between.length);
            byte[] tail = Arrays.copyOfRange(wrapped, SPEC.bytes(), wrapped.length);
            assertArrayEquals(secret, AesKeyWrap.unwrap(between, tail));
            assertThrows(
                    GeneralSecurityException.class, () -> oaep(pair, Hash.SHA_512).doFinal(head));
        }
    }

    private static Cipher oaep(KeyPair pair, Hash hash) throws GeneralSecurityException {
        PrivateKey key =
                KeyFactory.getInstance("RSA")
                        .generatePrivate(new PKCS8EncodedKeySpec(pair.pkcs8().use(byte[]::clone)));
        Cipher cipher = Cipher.getInstance("RSA/ECB/OAEPPadding");
        cipher.init(
                Cipher.DECRYPT_MODE,
                key,
                new OAEPParameterSpec(
                        hash.javaName(),
                        "MGF1",
                        new MGF1ParameterSpec(hash.javaName()),
                        PSource.PSpecified.DEFAULT));
        return cipher;
    }
}
