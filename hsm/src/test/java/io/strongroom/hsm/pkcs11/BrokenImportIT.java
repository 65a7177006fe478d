package io.strongroom.hsm.pkcs11;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.strongroom.hsm.AesKeyWrap;
import io.strongroom.hsm.SecretBytes;
import io.strongroom.hsm.key.BadInputException;
import io.strongroom.hsm.key.HsmKey;
import io.strongroom.hsm.key.HsmKeys;
import io.strongroom.hsm.key.KeyPair;
import io.strongroom.hsm.key.KeySpec;
import io.strongroom.hsm.key.PublicPart;
import io.strongroom.hsm.key.ReadyPublicKey;
import io.strongroom.hsm.key.RsaEncryption;
import io.strongroom.hsm.key.SignatureAlgorithm;
import io.strongroom.hsm.key.engine.KeyEngines;
import io.strongroom.hsm.pkcs11.key.Pkcs11HsmKeys;

import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.RSAPrivateKey;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.Arrays;

/** Keys that are wrapped rightly to an exchange key, but are none that work. */
final class BrokenImportIT {
    private static final String TOKEN = "strongroom-broken";
    private static final KeySpec RSA = new KeySpec.Rsa(2048);
    private static final int[] UNCHANGED = new int[8];

    @Test
    void importWrapped_numbersThatDoNotBelongTogether_isRefusedAndTheHsmGoesOn() throws Exception {
        SoftHsm.installed();
        char[] pin = SoftHsm.PIN.toCharArray();
        Pkcs11RootKey.generate(SoftHsm.module(), TOKEN, pin, "root");
        try (Pkcs11RootKey rootKey = Pkcs11RootKey.open(SoftHsm.module(), TOKEN, pin, "root");
                HsmKeys keys = Pkcs11HsmKeys.under(rootKey, KeyEngines.fastest(), 10);
                KeyPair pair = KeyEngines.fastest().generate(RSA)) {
            HsmKey exchange = keys.generate(RSA);
            RSAPrivateKey good = pair.pkcs8().use(BrokenImportIT::numbers);
            byte[] right = parcel(exchange, pkcs8(good, UNCHANGED));
            HsmKey taken = keys.importWrapped(exchange, HsmKeys.Kind.RSA, right);
            int[][] changes = {
                {8, 0, 0, 0, 0, 0, 0, 0}, // n
                {0, 65537 ^ 3, 0, 0, 0, 0, 0, 0}, // e
                {0, 0, 4, 4, 0, 0, 0, 0}, // d and p
                {0, 0, 4, 0, 0, 0, 4, 0} // d and dq
            };
            for (int[] change : changes) {
                byte[] parcel = parcel(exchange, pkcs8(good, change));
                BadInputException refusal =
                        assertThrows(
                                BadInputException.class,
                                () -> keys.importWrapped(exchange, HsmKeys.Kind.RSA, parcel),
                                () -> Arrays.toString(change));
                assertEquals(
                        "the wrapped key cannot be unwrapped with the exchange key",
                        refusal.getMessage());
            }
            keys.sign(taken, SignatureAlgorithm.RS256, new byte[32]);
            keys.generate(RSA);
        }
    }

    private static RSAPrivateKey numbers(byte[] der) {
        try {
            return RSAPrivateKey.getInstance(PrivateKeyInfo.getInstance(der).parsePrivateKey());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** RSA AES key wrap in software. */
    private static byte[] parcel(HsmKey exchange, SecretBytes key) throws Exception {
        byte[] between = new byte[32];
        new SecureRandom().nextBytes(between);
        PublicPart half = exchange.publicPart().orElseThrow();
        byte[] info = half.subjectPublicKeyInfo();
        try (ReadyPublicKey ready = KeyEngines.fastest().readyPublic(half.spec(), info)) {
            byte[] head = ready.encrypt(RsaEncryption.RSA_OAEP, between);
            byte[] rest = key.use(bytes -> AesKeyWrap.wrap(between, bytes));
            byte[] all = Arrays.copyOf(head, head.length + rest.length);
            System.arraycopy(rest, 0, all, head.length, rest.length);
            return all;
        }
    }

    /**
     * An RSA key with bits of its numbers turned.
     *
     * @param change of n, e, d, p, q, dp, dq and qi; -1 makes it zero
     */
    private static SecretBytes pkcs8(RSAPrivateKey key, int[] change) throws Exception {
        BigInteger[] numbers = {
            key.getModulus(),
            key.getPublicExponent(),
            key.getPrivateExponent(),
            key.getPrime1(),
            key.getPrime2(),
            key.getExponent1(),
            key.getExponent2(),
            key.getCoefficient()
        };
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] =
                    change[i] < 0 ? BigInteger.ZERO : numbers[i].xor(BigInteger.valueOf(change[i]));
        }
        RSAPrivateKey changed =
                new RSAPrivateKey(
                        numbers[0],
                        numbers[1],
                        numbers[2],
                        numbers[3],
                        numbers[4],
                        numbers[5],
                        numbers[6],
                        numbers[7]);
        AlgorithmIdentifier rsa =
                new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption, DERNull.INSTANCE);
        return SecretBytes.adopt(new PrivateKeyInfo(rsa, changed).getEncoded());
    }
}
