package io.strongroom.hsm.pkcs11;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strongroom.hsm.key.AesAlgorithm;
import io.strongroom.hsm.key.BadInputException;
import io.strongroom.hsm.key.Hash;
import io.strongroom.hsm.key.HsmKey;
import io.strongroom.hsm.key.HsmKeys;
import io.strongroom.hsm.key.KeyEngine;
import io.strongroom.hsm.key.NotOfferedException;
import io.strongroom.hsm.key.OctKey;
import io.strongroom.hsm.key.PublicPart;
import io.strongroom.hsm.key.ReadyPublicKey;
import io.strongroom.hsm.key.SignatureAlgorithm;
import io.strongroom.hsm.key.bouncycastle.BouncyCastleEngine;
import io.strongroom.hsm.key.engine.KeyEngines;
import io.strongroom.hsm.pkcs11.key.Pkcs11HsmKeys;

import java.security.SecureRandom;
import java.util.List;

/**
 * Keys on a token of its own, and what the software engines say of them.
 *
 * @param rootKey which wraps them
 */
record KeysOnToken(Pkcs11RootKey rootKey, HsmKeys keys) implements AutoCloseable {
    static KeysOnToken made(String label) throws Exception {
        SoftHsm.installed();
        char[] pin = SoftHsm.PIN.toCharArray();
        Pkcs11RootKey.generate(SoftHsm.module(), label, pin, "root");
        Pkcs11RootKey rootKey = Pkcs11RootKey.open(SoftHsm.module(), label, pin, "root");
        return new KeysOnToken(rootKey, Pkcs11HsmKeys.under(rootKey, KeyEngines.fastest(), 50));
    }

    @Override
    public void close() {
        keys.close();
        rootKey.close();
    }

    static List<KeyEngine> engines() {
        return List.of(KeyEngines.fastest(), new BouncyCastleEngine());
    }

    void assertSigns(HsmKey key) throws Exception {
        for (SignatureAlgorithm algorithm : SignatureAlgorithm.values()) {
            if (algorithm.suits(key.spec())) {
                byte[] digest = new byte[algorithm.hash().map(Hash::bytes).orElse(17)];
                new SecureRandom().nextBytes(digest);
                byte[] signature = keys.sign(key, algorithm, digest);
                for (KeyEngine engine : engines()) {
                    try (ReadyPublicKey half = publicHalf(engine, key)) {
                        assertTrue(half.verify(algorithm, digest, signature), algorithm::jwa);
                    }
                }
                assertThrows(
                        BadInputException.class, () -> keys.sign(key, algorithm, new byte[4096]));
            } else {
                assertThrows(
                        IllegalArgumentException.class,
                        () -> keys.sign(key, algorithm, new byte[32]));
            }
        }
    }

    static ReadyPublicKey publicHalf(KeyEngine engine, HsmKey key) throws Exception {
        PublicPart part = key.publicPart().orElseThrow();
        return engine.readyPublic(part.spec(), part.subjectPublicKeyInfo());
    }

    void assertSame(OctKey software, HsmKey key, AesAlgorithm algorithm) throws Exception {
        boolean gcm = algorithm.mode() == AesAlgorithm.Mode.GCM;
        OctKey.Beside given =
                new OctKey.Beside(gcm ? null : new byte[16], gcm ? new byte[] {7} : null, null);
        for (int length : new int[] {16, 32, 40, 256, 1, 0}) {
            byte[] text = new byte[length];
            new SecureRandom().nextBytes(text);
            OctKey.Encrypted made;
            try {
                made = keys.encrypt(key, algorithm, text, given);
            } catch (BadInputException e) {
                String message = e.getMessage();
                assertEquals(
                        message,
                        assertThrows(
                                        BadInputException.class,
                                        () -> software.encrypt(algorithm, text, given))
                                .getMessage());
                continue;
            } catch (NotOfferedException e) {
                // SoftHSM takes no empty text, and fills texts to be wrapped up to 8 bytes.
                boolean odd = algorithm == AesAlgorithm.CKM_AES_KEY_WRAP_PAD && length % 8 != 0;
                assertTrue(odd || (gcm && length == 0), e.getMessage());
                continue;
            }
            OctKey.Beside beside =
                    gcm ? new OctKey.Beside(made.iv(), given.aad(), made.tag()) : given;
            assertArrayEquals(text, software.decrypt(algorithm, made.value(), beside));
            assertArrayEquals(text, keys.decrypt(key, algorithm, made.value(), beside));
            OctKey.Encrypted other = software.encrypt(algorithm, text, given);
            OctKey.Beside otherBeside =
                    gcm ? new OctKey.Beside(other.iv(), given.aad(), other.tag()) : given;
            assertArrayEquals(text, keys.decrypt(key, algorithm, other.value(), otherBeside));
            if (algorithm.mode() != AesAlgorithm.Mode.CBC
                    && algorithm.mode() != AesAlgorithm.Mode.CBC_PAD) {
                byte[] changed = made.value().clone();
                changed[0] ^= 1;
                assertThrows(
                        BadInputException.class,
                        () -> keys.decrypt(key, algorithm, changed, beside));
            }
        }
    }
}
