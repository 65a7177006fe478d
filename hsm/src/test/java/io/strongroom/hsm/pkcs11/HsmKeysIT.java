package io.strongroom.hsm.pkcs11;

import static io.strongroom.hsm.HsmAssertions.assertFails;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strongroom.hsm.HsmException;
import io.strongroom.hsm.SecretBytes;
import io.strongroom.hsm.key.AesAlgorithm;
import io.strongroom.hsm.key.BadInputException;
import io.strongroom.hsm.key.Curve;
import io.strongroom.hsm.key.Hash;
import io.strongroom.hsm.key.HsmKey;
import io.strongroom.hsm.key.HsmKeys;
import io.strongroom.hsm.key.KeySpec;
import io.strongroom.hsm.key.NotOfferedException;
import io.strongroom.hsm.key.OctKey;
import io.strongroom.hsm.key.ReadyPublicKey;
import io.strongroom.hsm.key.RsaEncryption;
import io.strongroom.hsm.key.SignatureAlgorithm;
import io.strongroom.hsm.key.engine.KeyEngines;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Every kind of key and algorithm on the real module, against the software engines. */
final class HsmKeysIT {
    private static final byte[] MESSAGE = "message".getBytes(StandardCharsets.UTF_8);
    private static final KeySpec.Rsa RSA = new KeySpec.Rsa(2048);

    private static KeysOnToken token;

    private static HsmKeys keys() {
        return token.keys();
    }

    @BeforeAll
    static void prepareToken() throws Exception {
        token = KeysOnToken.made("strongroom-keys");
    }

    @AfterAll
    static void close() throws Exception {
        token.close();
    }

    @Test
    void everyAlgorithm_offeredOrNot_isAsTheTableSays() throws Exception {
        List<String> lacking =
                AlgorithmTable.of(keys()).stream()
                        .filter(line -> !line.endsWith(": yes"))
                        .map(line -> line.substring(0, line.indexOf(':')))
                        .toList();
        assertEquals(
                List.of(
                        "oct 128 CKM_AES_KEY_WRAP_PAD of 20 bytes",
                        "oct 128 HMAC SHA-256",
                        "oct 128 HMAC SHA-384",
                        "oct 128 HMAC SHA-512",
                        "oct 128 HMAC SHA-256 of an empty text",
                        "oct 192 CKM_AES_KEY_WRAP_PAD of 20 bytes",
                        "oct 192 HMAC SHA-256",
                        "oct 192 HMAC SHA-384",
                        "oct 192 HMAC SHA-512",
                        "oct 192 HMAC SHA-256 of an empty text",
                        "oct 256 CKM_AES_KEY_WRAP_PAD of 20 bytes",
                        "oct 256 HMAC SHA-384",
                        "oct 256 HMAC SHA-512",
                        "oct 256 HMAC SHA-256 of an empty text"),
                lacking);
    }

    @Test
    void sign_withEveryKindAndAlgorithm_isVerifiedBySoftware() throws Exception {
        List<KeySpec> specs =
                new ArrayList<>(List.of(RSA, new KeySpec.Rsa(3072), new KeySpec.Rsa(4096)));
        for (Curve curve : Curve.values()) {
            specs.add(new KeySpec.Ec(curve));
        }
        for (KeySpec spec : specs) {
            token.assertSigns(keys().generate(spec));
        }
    }

    @Test
    void decrypt_whatSoftwareEncrypted_givesThePlaintextAndOneErrorOtherwise() throws Exception {
        HsmKey key = keys().generate(RSA);
        try (ReadyPublicKey half = KeysOnToken.publicHalf(KeyEngines.fastest(), key)) {
            List<String> refusals = new ArrayList<>();
            for (RsaEncryption algorithm : RsaEncryption.values()) {
                byte[] longest = new byte[algorithm.maxPlaintextBytes(RSA)];
                new SecureRandom().nextBytes(longest);
                for (byte[] text : List.of(MESSAGE, longest, new byte[1])) {
                    byte[] ciphertext = half.encrypt(algorithm, text);
                    assertArrayEquals(text, keys().decrypt(key, algorithm, ciphertext));
                    byte[] changed = ciphertext.clone();
                    changed[100] ^= 1;
                    byte[] tooLarge = new byte[ciphertext.length];
                    Arrays.fill(tooLarge, (byte) 0xff);
                    for (byte[] wrong :
                            List.of(changed, tooLarge, new byte[256], new byte[0], MESSAGE)) {
                        try {
                            byte[] found = keys().decrypt(key, algorithm, wrong);
                            // Of PKCS#1 v1.5 one in some ten thousand still looks right.
                            assertEquals(RsaEncryption.RSA1_5, algorithm);
                            assertFalse(Arrays.equals(text, found));
                        } catch (BadInputException e) {
                            refusals.add(e.getMessage());
                        }
                    }
                }
                assertArrayEquals(
                        MESSAGE, keys().decrypt(key, algorithm, half.encrypt(algorithm, MESSAGE)));
            }
            assertEquals(1, refusals.stream().distinct().count(), refusals::toString);
        }
    }

    @Test
    void encrypt_withEverySymmetricAlgorithm_isWhatSoftwareDoes() throws Exception {
        for (int bits : new int[] {128, 192, 256}) {
            byte[] bytes = new byte[bits / 8];
            new SecureRandom().nextBytes(bytes);
            KeySpec.Oct spec = new KeySpec.Oct(bits);
            try (OctKey software = new OctKey(spec, SecretBytes.copyOf(bytes))) {
                HsmKey key = keys().adopt(software);
                assertEquals(spec, key.spec());
                int tried = 0;
                for (AesAlgorithm algorithm : AesAlgorithm.values()) {
                    if (algorithm.bits().orElse(bits) == bits) {
                        token.assertSame(software, key, algorithm);
                        tried++;
                    }
                }
                assertEquals(6, tried);
            }
        }
    }

    @Test
    void mac_whereOffered_isWhatSoftwareMakes() throws Exception {
        try (OctKey software = OctKey.generate(new KeySpec.Oct(256))) {
            HsmKey key = keys().adopt(software);
            assertArrayEquals(
                    software.mac(Hash.SHA_256, MESSAGE), keys().mac(key, Hash.SHA_256, MESSAGE));
            // SoftHSM wants HMAC's keys as long as the digest.
            for (Hash hash : List.of(Hash.SHA_384, Hash.SHA_512)) {
                String message =
                        String.valueOf(
                                assertThrows(
                                                NotOfferedException.class,
                                                () -> keys().mac(key, hash, MESSAGE))
                                        .getMessage());
                assertTrue(message.contains(hash.javaName()), message);
            }
        }
    }

    /** SoftHSM does neither; the message says what is the matter with it. */
    @Test
    void use_ofAnEmptyText_isRefusedAsSuch() throws Exception {
        HsmKey key = keys().generate(new KeySpec.Oct(256));
        List<NotOfferedException> refusals =
                List.of(
                        assertThrows(
                                NotOfferedException.class,
                                () -> keys().mac(key, Hash.SHA_256, new byte[0])),
                        assertThrows(
                                NotOfferedException.class,
                                () ->
                                        keys().encrypt(
                                                        key,
                                                        AesAlgorithm.A256GCM,
                                                        new byte[0],
                                                        OctKey.Beside.NOTHING)));
        for (NotOfferedException refusal : refusals) {
            String message = String.valueOf(refusal.getMessage());
            assertTrue(message.contains("of an empty text"), message);
        }
    }

    @Test
    void generate_symmetric_encryptsAndDecrypts() throws Exception {
        HsmKey key = keys().generate(new KeySpec.Oct(256));
        OctKey.Encrypted made =
                keys().encrypt(key, AesAlgorithm.A256GCM, MESSAGE, OctKey.Beside.NOTHING);
        OctKey.Beside beside = new OctKey.Beside(made.iv(), null, made.tag());
        assertArrayEquals(MESSAGE, keys().decrypt(key, AesAlgorithm.A256GCM, made.value(), beside));
    }

    @Test
    void generate_onACurveWhilePrimesAreLookedFor_waitsForNone() throws Exception {
        int primes = 4;
        CountDownLatch left = new CountDownLatch(primes);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<HsmKey>> slow = new ArrayList<>();
            for (int i = 0; i < primes; i++) {
                slow.add(
                        threads.submit(() -> {
                            HsmKey key = keys().generate(new KeySpec.Rsa(4096));
                            left.countDown();
                            return key;
                        }));
            }
            keys().generate(new KeySpec.Ec(Curve.P_256));
            keys().generate(new KeySpec.Oct(256));
            assertTrue(left.getCount() > 0, "all RSA keys were made before");
            for (Future<HsmKey> one : slow) {
                one.get();
            }
        }
    }

    @Test
    void sign_blobChanged_isNotAuthenticAndTheKeyGoesOnWorking() throws Exception {
        HsmKey key = keys().generate(new KeySpec.Ec(Curve.P_256));
        byte[] digest = new byte[32];
        List<byte[]> wrong = new ArrayList<>(List.of(new byte[0], new byte[] {1}, new byte[81]));
        for (int at = 0; at < key.blob().length; at += 7) {
            byte[] changed = key.blob().clone();
            changed[at] ^= 1;
            wrong.add(changed);
        }
        wrong.add(Arrays.copyOf(key.blob(), key.blob().length - 8));
        for (byte[] one : wrong) {
            HsmKey other = HsmKey.pair(key.publicPart().orElseThrow(), one);
            assertFails(
                    HsmException.Kind.NOT_AUTHENTIC,
                    () -> keys().sign(other, SignatureAlgorithm.ES256, digest));
        }
        keys().sign(key, SignatureAlgorithm.ES256, digest);
    }

    @Test
    void sign_publicHalfOfAnotherKey_isWithheld() throws Exception {
        KeySpec spec = new KeySpec.Ec(Curve.P_256);
        HsmKey key = keys().generate(spec);
        HsmKey other = keys().generate(spec);
        HsmKey mixed = HsmKey.pair(other.publicPart().orElseThrow(), key.blob().clone());
        keys().forget(key);
        assertFails(
                HsmException.Kind.UNAVAILABLE,
                () -> keys().sign(mixed, SignatureAlgorithm.ES256, new byte[32]));
        keys().sign(key, SignatureAlgorithm.ES256, new byte[32]);
    }
}
