package io.strongroom.hsm.pkcs11;

import static io.strongroom.hsm.HsmAssertions.assertFails;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strongroom.hsm.AesKeyWrap;
import io.strongroom.hsm.HsmException;
import io.strongroom.hsm.SecretBytes;
import io.strongroom.hsm.key.AesAlgorithm;
import io.strongroom.hsm.key.BadInputException;
import io.strongroom.hsm.key.Curve;
import io.strongroom.hsm.key.Hash;
import io.strongroom.hsm.key.HsmKey;
import io.strongroom.hsm.key.HsmKeys;
import io.strongroom.hsm.key.KeyEngine;
import io.strongroom.hsm.key.KeyPair;
import io.strongroom.hsm.key.KeySpec;
import io.strongroom.hsm.key.NotOfferedException;
import io.strongroom.hsm.key.OctKey;
import io.strongroom.hsm.key.PublicPart;
import io.strongroom.hsm.key.ReadyKey;
import io.strongroom.hsm.key.ReadyPublicKey;
import io.strongroom.hsm.key.RsaEncryption;
import io.strongroom.hsm.key.SignatureAlgorithm;
import io.strongroom.hsm.key.bouncycastle.BouncyCastleEngine;
import io.strongroom.hsm.key.engine.KeyEngines;
import io.strongroom.hsm.pkcs11.key.Pkcs11HsmKeys;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Every kind of key and algorithm on the real module, against the software engines. */
final class HsmKeysIT {
    private static final String TOKEN = "strongroom-keys";
    private static final byte[] MESSAGE = "message".getBytes(StandardCharsets.UTF_8);
    private static final KeySpec.Rsa RSA = new KeySpec.Rsa(2048);

    private static final List<AutoCloseable> OPEN = new ArrayList<>();

    private static HsmKeys keys() {
        return (HsmKeys) OPEN.getLast();
    }

    @BeforeAll
    static void prepareToken() throws Exception {
        SoftHsm.installed();
        char[] pin = SoftHsm.PIN.toCharArray();
        Pkcs11RootKey.generate(SoftHsm.module(), TOKEN, pin, "root");
        Pkcs11RootKey rootKey = Pkcs11RootKey.open(SoftHsm.module(), TOKEN, pin, "root");
        OPEN.add(rootKey);
        OPEN.add(Pkcs11HsmKeys.under(rootKey, KeyEngines.fastest(), 50));
    }

    @AfterAll
    static void close() throws Exception {
        for (AutoCloseable one : OPEN.reversed()) {
            one.close();
        }
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
                        "oct 192 CKM_AES_KEY_WRAP_PAD of 20 bytes",
                        "oct 192 HMAC SHA-256",
                        "oct 192 HMAC SHA-384",
                        "oct 192 HMAC SHA-512",
                        "oct 256 CKM_AES_KEY_WRAP_PAD of 20 bytes",
                        "oct 256 HMAC SHA-384",
                        "oct 256 HMAC SHA-512"),
                lacking);
    }

    private static List<KeyEngine> engines() {
        return List.of(KeyEngines.fastest(), new BouncyCastleEngine());
    }

    @Test
    void sign_withEveryKindAndAlgorithm_isVerifiedBySoftware() throws Exception {
        List<KeySpec> specs =
                new ArrayList<>(List.of(RSA, new KeySpec.Rsa(3072), new KeySpec.Rsa(4096)));
        for (Curve curve : Curve.values()) {
            specs.add(new KeySpec.Ec(curve));
        }
        for (KeySpec spec : specs) {
            assertSigns(keys().generate(spec));
        }
    }

    private static void assertSigns(HsmKey key) throws Exception {
        for (SignatureAlgorithm algorithm : SignatureAlgorithm.values()) {
            if (algorithm.suits(key.spec())) {
                byte[] digest = new byte[algorithm.hash().map(Hash::bytes).orElse(17)];
                new SecureRandom().nextBytes(digest);
                byte[] signature = keys().sign(key, algorithm, digest);
                for (KeyEngine engine : engines()) {
                    try (ReadyPublicKey half = publicHalf(engine, key)) {
                        assertTrue(half.verify(algorithm, digest, signature), algorithm::jwa);
                    }
                }
                assertThrows(
                        BadInputException.class, () -> keys().sign(key, algorithm, new byte[4096]));
            } else {
                assertThrows(
                        IllegalArgumentException.class,
                        () -> keys().sign(key, algorithm, new byte[32]));
            }
        }
    }

    private static ReadyPublicKey publicHalf(KeyEngine engine, HsmKey key) throws Exception {
        PublicPart part = key.publicPart().orElseThrow();
        return engine.readyPublic(part.spec(), part.subjectPublicKeyInfo());
    }

    @Test
    void decrypt_whatSoftwareEncrypted_givesThePlaintextAndOneErrorOtherwise() throws Exception {
        HsmKey key = keys().generate(RSA);
        try (ReadyPublicKey half = publicHalf(KeyEngines.fastest(), key)) {
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
                        assertSame(software, key, algorithm);
                        tried++;
                    }
                }
                assertEquals(6, tried);
            }
        }
    }

    private static void assertSame(OctKey software, HsmKey key, AesAlgorithm algorithm)
            throws Exception {
        boolean gcm = algorithm.mode() == AesAlgorithm.Mode.GCM;
        OctKey.Beside given =
                new OctKey.Beside(gcm ? null : new byte[16], gcm ? new byte[] {7} : null, null);
        for (int length : new int[] {16, 32, 40, 256, 1, 0}) {
            byte[] text = new byte[length];
            new SecureRandom().nextBytes(text);
            OctKey.Encrypted made;
            try {
                made = keys().encrypt(key, algorithm, text, given);
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
            assertArrayEquals(text, keys().decrypt(key, algorithm, made.value(), beside));
            OctKey.Encrypted other = software.encrypt(algorithm, text, given);
            OctKey.Beside otherBeside =
                    gcm ? new OctKey.Beside(other.iv(), given.aad(), other.tag()) : given;
            assertArrayEquals(text, keys().decrypt(key, algorithm, other.value(), otherBeside));
            if (algorithm.mode() != AesAlgorithm.Mode.CBC
                    && algorithm.mode() != AesAlgorithm.Mode.CBC_PAD) {
                byte[] changed = made.value().clone();
                changed[0] ^= 1;
                assertThrows(
                        BadInputException.class,
                        () -> keys().decrypt(key, algorithm, changed, beside));
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

    @Test
    void generate_symmetric_encryptsAndDecrypts() throws Exception {
        HsmKey key = keys().generate(new KeySpec.Oct(256));
        OctKey.Encrypted made =
                keys().encrypt(key, AesAlgorithm.A256GCM, MESSAGE, OctKey.Beside.NOTHING);
        OctKey.Beside beside = new OctKey.Beside(made.iv(), null, made.tag());
        assertArrayEquals(MESSAGE, keys().decrypt(key, AesAlgorithm.A256GCM, made.value(), beside));
    }

    @Test
    void adopt_softwarePairs_keepsTheirPublicHalves() throws Exception {
        List<KeySpec> specs = new ArrayList<>(List.of(RSA));
        for (Curve curve : Curve.values()) {
            specs.add(new KeySpec.Ec(curve));
        }
        for (KeySpec spec : specs) {
            try (KeyPair pair = KeyEngines.fastest().generate(spec)) {
                HsmKey key = keys().adopt(pair);
                assertEquals(pair.publicPart(), key.publicPart().orElseThrow());
                assertSigns(key);
            }
        }
    }

    @Test
    void importWrapped_ofEveryKind_worksAndRefusesWhatIsChanged() throws Exception {
        HsmKey exchange = keys().generate(RSA);
        try (KeyPair rsa = KeyEngines.fastest().generate(RSA);
                KeyPair ec = KeyEngines.fastest().generate(new KeySpec.Ec(Curve.P_384));
                OctKey oct = OctKey.generate(new KeySpec.Oct(192))) {
            byte[] parcel = parcel(exchange, rsa.pkcs8());
            HsmKey key = keys().importWrapped(exchange, HsmKeys.Kind.RSA, parcel);
            assertEquals(rsa.publicPart(), key.publicPart().orElseThrow());
            byte[] ecParcel = parcel(exchange, ec.pkcs8());
            HsmKey ecKey = keys().importWrapped(exchange, HsmKeys.Kind.EC, ecParcel);
            assertEquals(ec.publicPart(), ecKey.publicPart().orElseThrow());
            HsmKey octKey =
                    keys().importWrapped(
                                    exchange, HsmKeys.Kind.OCT, parcel(exchange, oct.material()));
            assertArrayEquals(
                    oct.encrypt(AesAlgorithm.A192KW, new byte[24], OctKey.Beside.NOTHING).value(),
                    keys().encrypt(octKey, AesAlgorithm.A192KW, new byte[24], OctKey.Beside.NOTHING)
                            .value());
            List<byte[]> wrong = new ArrayList<>();
            for (int at : new int[] {0, 100, 255, 256, 300, parcel.length - 1}) {
                byte[] changed = parcel.clone();
                changed[at] ^= 1;
                wrong.add(changed);
            }
            wrong.add(Arrays.copyOf(parcel, 256));
            wrong.add(Arrays.copyOf(parcel, parcel.length - 8));
            wrong.add(Arrays.copyOf(parcel, 255));
            wrong.add(ecParcel);
            for (byte[] one : wrong) {
                String message =
                        String.valueOf(
                                assertThrows(
                                                BadInputException.class,
                                                () ->
                                                        keys().importWrapped(
                                                                        exchange,
                                                                        HsmKeys.Kind.RSA,
                                                                        one))
                                        .getMessage());
                assertEquals("the wrapped key cannot be unwrapped with the exchange key", message);
            }
            assertThrows(
                    BadInputException.class,
                    () ->
                            keys().importWrapped(
                                            exchange,
                                            HsmKeys.Kind.OCT,
                                            parcel(exchange, SecretBytes.adopt(new byte[20]))));
        }
    }

    /** RSA AES key wrap in software. */
    private static byte[] parcel(HsmKey exchange, SecretBytes key) throws Exception {
        byte[] between = new byte[32];
        new SecureRandom().nextBytes(between);
        try (ReadyPublicKey half = publicHalf(KeyEngines.fastest(), exchange)) {
            byte[] head = half.encrypt(RsaEncryption.RSA_OAEP, between);
            byte[] rest = key.use(bytes -> AesKeyWrap.wrap(between, bytes));
            byte[] all = Arrays.copyOf(head, head.length + rest.length);
            System.arraycopy(rest, 0, all, head.length, rest.length);
            return all;
        }
    }

    /** What a released key holds, with the up to seven zeros that SoftHSM puts behind it. */
    private static byte[] released(HsmKey key, KeyPair recipient) throws Exception {
        PublicPart.Rsa theirs = (PublicPart.Rsa) recipient.publicPart();
        byte[] wrapped = keys().release(key, theirs, Hash.SHA_1);
        int head = theirs.spec().bytes();
        try (ReadyKey ready = KeyEngines.fastest().ready(theirs.spec(), recipient.pkcs8())) {
            byte[] between = ready.decrypt(RsaEncryption.RSA_OAEP, Arrays.copyOf(wrapped, head));
            return AesKeyWrap.unwrap(between, Arrays.copyOfRange(wrapped, head, wrapped.length));
        }
    }

    @Test
    void release_ofEveryKind_givesThatKeyToTheRecipientAndLeavesIt() throws Exception {
        try (KeyPair recipient = KeyEngines.fastest().generate(RSA)) {
            for (KeySpec spec : List.of(RSA, new KeySpec.Ec(Curve.P_384))) {
                HsmKey key = keys().generate(spec);
                SecretBytes pkcs8 = SecretBytes.adopt(whole(released(key, recipient)));
                SignatureAlgorithm algorithm =
                        spec instanceof KeySpec.Rsa
                                ? SignatureAlgorithm.RS256
                                : SignatureAlgorithm.ES384;
                byte[] digest = new byte[algorithm.hash().orElseThrow().bytes()];
                try (ReadyKey own = KeyEngines.fastest().ready(spec, pkcs8);
                        ReadyPublicKey half = publicHalf(KeyEngines.fastest(), key)) {
                    assertTrue(half.verify(algorithm, digest, own.sign(algorithm, digest)));
                    byte[] still = keys().sign(key, algorithm, digest);
                    assertTrue(half.verify(algorithm, digest, still));
                }
            }
            HsmKey oct = keys().generate(new KeySpec.Oct(256));
            OctKey software =
                    new OctKey(new KeySpec.Oct(256), SecretBytes.adopt(released(oct, recipient)));
            assertSame(software, oct, AesAlgorithm.A256KW);
        }
    }

    /** DER says how long it is. */
    private static byte[] whole(byte[] padded) {
        int length =
                switch (padded[1] & 0xff) {
                    case 0x81 -> 3 + (padded[2] & 0xff);
                    case 0x82 -> 4 + ((padded[2] & 0xff) << 8) + (padded[3] & 0xff);
                    default -> 2 + padded[1];
                };
        return Arrays.copyOf(padded, length);
    }

    @Test
    void release_underAHashThatTheModuleLacks_isNotOffered() throws Exception {
        HsmKey key = keys().generate(new KeySpec.Ec(Curve.P_256));
        try (KeyPair recipient = KeyEngines.fastest().generate(RSA)) {
            PublicPart.Rsa theirs = (PublicPart.Rsa) recipient.publicPart();
            for (Hash hash : List.of(Hash.SHA_256, Hash.SHA_384)) {
                assertThrows(NotOfferedException.class, () -> keys().release(key, theirs, hash));
            }
            assertTrue(released(key, recipient).length > 32);
        }
    }

    @Test
    void release_blobChanged_isNotAuthentic() throws Exception {
        HsmKey key = keys().generate(new KeySpec.Oct(128));
        byte[] changed = key.blob().clone();
        changed[changed.length - 1]++;
        try (KeyPair recipient = KeyEngines.fastest().generate(RSA)) {
            assertFails(
                    HsmException.Kind.NOT_AUTHENTIC,
                    () -> released(HsmKey.symmetric(new KeySpec.Oct(128), changed), recipient));
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
