package io.strongroom.hsm.pkcs11;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.strongroom.hsm.AesKeyWrap;
import io.strongroom.hsm.key.AesAlgorithm;
import io.strongroom.hsm.key.BadInputException;
import io.strongroom.hsm.key.Curve;
import io.strongroom.hsm.key.Hash;
import io.strongroom.hsm.key.HsmKey;
import io.strongroom.hsm.key.HsmKeys;
import io.strongroom.hsm.key.KeySpec;
import io.strongroom.hsm.key.NotOfferedException;
import io.strongroom.hsm.key.OctKey.Beside;
import io.strongroom.hsm.key.OpensslProgram;
import io.strongroom.hsm.key.PublicPart;
import io.strongroom.hsm.key.ReadyPublicKey;
import io.strongroom.hsm.key.RfcVectors;
import io.strongroom.hsm.key.RsaEncryption;
import io.strongroom.hsm.key.SignatureAlgorithm;
import io.strongroom.hsm.key.engine.KeyEngines;
import io.strongroom.hsm.pkcs11.key.Pkcs11HsmKeys;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Keys in the HSM against the standards' examples, and against the openssl program. */
final class HsmKeyVectorsIT {
    private static final String TOKEN = "strongroom-vectors";
    private static final byte[] MESSAGE = "what is signed, or encrypted".getBytes(US_ASCII);

    private static final List<AutoCloseable> OPEN = new ArrayList<>();
    private static final List<HsmKey> EXCHANGE = new ArrayList<>();

    private static HsmKeys keys() {
        return (HsmKeys) OPEN.getLast();
    }

    @BeforeAll
    static void prepareToken() throws Exception {
        SoftHsm.installed();
        char[] pin = SoftHsm.PIN.toCharArray();
        Pkcs11RootKey.generate(SoftHsm.module(), TOKEN, pin, "root");
        Pkcs11RootKey rootKey = Pkcs11RootKey.open(SoftHsm.module(), TOKEN, pin, "root");
        HsmKeys keys = Pkcs11HsmKeys.under(rootKey, KeyEngines.fastest(), 50);
        HsmKey exchange = keys.generate(new KeySpec.Rsa(2048));
        EXCHANGE.add(exchange);
        PublicPart half = exchange.publicPart().orElseThrow();
        OPEN.add(KeyEngines.fastest().readyPublic(half.spec(), half.subjectPublicKeyInfo()));
        OPEN.add(rootKey);
        OPEN.add(keys);
    }

    @AfterAll
    static void close() throws Exception {
        for (AutoCloseable one : OPEN.reversed()) {
            one.close();
        }
    }

    /** By an exchange key, which is sooner there than one of its own for each. */
    private static HsmKey brought(byte[] bytes) throws Exception {
        byte[] between = new byte[32];
        byte[] head = exchangeHalf().encrypt(RsaEncryption.RSA_OAEP, between);
        byte[] tail = AesKeyWrap.wrap(between, bytes);
        byte[] parcel = Arrays.copyOf(head, head.length + tail.length);
        System.arraycopy(tail, 0, parcel, head.length, tail.length);
        return keys().importWrapped(EXCHANGE.getFirst(), HsmKeys.Kind.OCT, parcel);
    }

    private static ReadyPublicKey exchangeHalf() {
        return (ReadyPublicKey) OPEN.getFirst();
    }

    @Test
    void encrypt_wrappingAsTheRfcs_givesTheirBlobAndOpensIt() throws Exception {
        int wrapped = 0;
        int opened = 0;
        for (RfcVectors.Wrap vector : RfcVectors.wraps()) {
            HsmKey key = brought(vector.key());
            for (AesAlgorithm algorithm : vector.algorithms()) {
                try {
                    assertArrayEquals(
                            vector.wrapped(),
                            keys().encrypt(key, algorithm, vector.message(), Beside.NOTHING)
                                    .value(),
                            vector::source);
                    wrapped++;
                } catch (NotOfferedException e) {
                    // SoftHSM fills what is not whole 8 bytes with zeros, and so is not let.
                    assertTrue(vector.message().length % 8 != 0, vector::source);
                }
                assertArrayEquals(
                        vector.message(),
                        keys().decrypt(key, algorithm, vector.wrapped(), Beside.NOTHING),
                        vector::source);
                opened++;
                byte[] changed = vector.wrapped().clone();
                changed[changed.length - 1] ^= 1;
                assertThrows(
                        BadInputException.class,
                        () -> keys().decrypt(key, algorithm, changed, Beside.NOTHING));
            }
        }
        assertEquals(14, wrapped);
        assertEquals(16, opened);
    }

    @Test
    void encryptAndMac_asRfc7518_giveItsCiphertextAndCode() throws Exception {
        for (RfcVectors.Sealed vector : RfcVectors.sealed()) {
            HsmKey key = brought(vector.key());
            Beside beside = new Beside(vector.iv(), null, null);
            assertArrayEquals(
                    vector.ciphertext(),
                    keys().encrypt(key, vector.algorithm(), vector.plaintext(), beside).value(),
                    vector::source);
            assertArrayEquals(
                    vector.plaintext(),
                    keys().decrypt(key, vector.algorithm(), vector.ciphertext(), beside),
                    vector::source);
        }
    }

    @Test
    void pairs_ofEveryKindAndAlgorithm_goTogetherWithTheProgram(@TempDir Path folder)
            throws Exception {
        OpensslProgram openssl = OpensslProgram.in(folder);
        List<KeySpec> specs = new ArrayList<>();
        for (int bits : new int[] {2048, 3072, 4096}) {
            specs.add(new KeySpec.Rsa(bits));
        }
        for (Curve curve : Curve.values()) {
            specs.add(new KeySpec.Ec(curve));
        }
        int signed = 0;
        int decrypted = 0;
        for (KeySpec spec : specs) {
            HsmKey key = keys().generate(spec);
            PublicPart half = key.publicPart().orElseThrow();
            for (SignatureAlgorithm algorithm : SignatureAlgorithm.values()) {
                if (algorithm.suits(spec)) {
                    byte[] ours = keys().sign(key, algorithm, digest(algorithm));
                    String name = spec + " " + algorithm;
                    assertTrue(openssl.verifies(half, algorithm, MESSAGE, ours), name);
                    ours[ours.length / 2] ^= 1;
                    assertFalse(openssl.verifies(half, algorithm, MESSAGE, ours), name);
                    signed++;
                }
            }
            if (spec instanceof KeySpec.Rsa) {
                for (RsaEncryption algorithm : RsaEncryption.values()) {
                    byte[] theirs = openssl.encrypt(half, algorithm, MESSAGE);
                    assertArrayEquals(MESSAGE, keys().decrypt(key, algorithm, theirs));
                    decrypted++;
                }
            }
        }
        assertEquals(3 * 7 + 4, signed);
        assertEquals(3 * 3, decrypted);
    }

    private static byte[] digest(SignatureAlgorithm algorithm) throws Exception {
        return algorithm.hash().isPresent()
                ? MessageDigest.getInstance(algorithm.hash().get().javaName()).digest(MESSAGE)
                : MESSAGE;
    }

    @Test
    void symmetricKeys_ofEverySizeAndAlgorithm_doWhatTheProgramDoes(@TempDir Path folder)
            throws Exception {
        OpensslProgram openssl = OpensslProgram.in(folder);
        byte[] text = Arrays.copyOf(MESSAGE, 48);
        Beside beside = new Beside(OpensslProgram.iv(), null, null);
        int cases = 0;
        for (int bits : new int[] {128, 192, 256}) {
            byte[] bytes = new byte[bits / 8];
            Arrays.fill(bytes, (byte) bits);
            HsmKey key = brought(bytes);
            for (AesAlgorithm algorithm : AesAlgorithm.values()) {
                if (algorithm.bits().orElse(bits) == bits
                        && algorithm.mode() != AesAlgorithm.Mode.GCM) {
                    byte[] theirs = openssl.cipher(true, algorithm, bytes, text);
                    String name = bits + " " + algorithm;
                    assertArrayEquals(
                            theirs, keys().encrypt(key, algorithm, text, beside).value(), name);
                    assertArrayEquals(text, keys().decrypt(key, algorithm, theirs, beside), name);
                    cases++;
                }
            }
            if (bits == 256) { // SoftHSM wants HMAC's keys as long as the digest.
                assertArrayEquals(
                        openssl.mac(Hash.SHA_256, bytes, MESSAGE),
                        keys().mac(key, Hash.SHA_256, MESSAGE));
                cases++;
            }
        }
        assertEquals(3 * 5 + 1, cases);
    }
}
