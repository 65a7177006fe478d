package io.strongroom.hsm.pkcs11;

import static io.strongroom.hsm.HsmAssertions.assertFails;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strongroom.hsm.HsmException;
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
import io.strongroom.hsm.key.ReadyPublicKey;
import io.strongroom.hsm.key.RsaEncryption;
import io.strongroom.hsm.key.SignatureAlgorithm;
import io.strongroom.hsm.key.engine.KeyEngines;

import java.util.ArrayList;
import java.util.List;

/** Tries every kind of key with every algorithm, each against the software engines. */
final class AlgorithmTable {
    private final HsmKeys keys;
    private final KeyEngine engine = KeyEngines.fastest();
    private final List<String> lines = new ArrayList<>();

    private AlgorithmTable(HsmKeys keys) {
        this.keys = keys;
    }

    /** One line for each, "what: yes" or "what: no, " and why; what works wrongly throws. */
    static List<String> of(HsmKeys keys) throws Exception {
        AlgorithmTable table = new AlgorithmTable(keys);
        table.pairs();
        for (int bits : new int[] {128, 192, 256}) {
            table.symmetric(new KeySpec.Oct(bits));
        }
        return table.lines;
    }

    /** What may be lacking. */
    private interface Attempt {
        void run() throws Exception;
    }

    private boolean tried(String what, Attempt attempt) throws Exception {
        try {
            attempt.run();
            lines.add(what + ": yes");
            return true;
        } catch (NotOfferedException e) {
            lines.add(what + ": no, " + e.getMessage());
            return false;
        }
    }

    private void pairs() throws Exception {
        List<KeySpec> specs = new ArrayList<>(List.of(new KeySpec.Rsa(2048)));
        for (Curve curve : Curve.values()) {
            specs.add(new KeySpec.Ec(curve));
        }
        for (KeySpec spec : specs) {
            String name = spec instanceof KeySpec.Ec(Curve curve) ? curve.crv() : "RSA";
            List<HsmKey> made = new ArrayList<>();
            tried(name + " generate", () -> made.add(keys.generate(spec)));
            tried(name + " import", () -> made.add(adopted(spec)));
            if (!made.isEmpty()) {
                HsmKey key = made.getFirst();
                refusesChanged(key);
                for (SignatureAlgorithm algorithm : SignatureAlgorithm.values()) {
                    if (algorithm.suits(spec)) {
                        tried(name + " " + algorithm.jwa(), () -> signs(key, algorithm));
                    }
                }
                if (spec instanceof KeySpec.Rsa) {
                    for (RsaEncryption algorithm : RsaEncryption.values()) {
                        tried(name + " " + algorithm.jwa(), () -> decrypts(key, algorithm));
                    }
                }
            }
        }
    }

    private void refusesChanged(HsmKey key) throws Exception {
        byte[] changed = key.blob().clone();
        changed[30] ^= 1;
        HsmKey other = HsmKey.pair(key.publicPart().orElseThrow(), changed);
        for (SignatureAlgorithm algorithm : SignatureAlgorithm.values()) {
            if (algorithm.suits(key.spec())) {
                byte[] digest = new byte[algorithm.hash().map(Hash::bytes).orElse(20)];
                assertFails(
                        HsmException.Kind.NOT_AUTHENTIC, () -> keys.sign(other, algorithm, digest));
            }
        }
    }

    private HsmKey adopted(KeySpec spec) throws Exception {
        try (KeyPair pair = engine.generate(spec)) {
            HsmKey key = keys.adopt(pair);
            assertTrue(key.publicPart().filter(pair.publicPart()::equals).isPresent());
            return key;
        }
    }

    private ReadyPublicKey publicHalf(HsmKey key) throws BadInputException {
        PublicPart part = key.publicPart().orElseThrow();
        return engine.readyPublic(part.spec(), part.subjectPublicKeyInfo());
    }

    private void signs(HsmKey key, SignatureAlgorithm algorithm) throws Exception {
        byte[] digest = new byte[algorithm.hash().map(Hash::bytes).orElse(20)];
        try (ReadyPublicKey half = publicHalf(key)) {
            for (int i = 0; i < 3; i++) { // The first is verified already.
                digest[0]++;
                assertTrue(half.verify(algorithm, digest, keys.sign(key, algorithm, digest)));
            }
        }
    }

    private void decrypts(HsmKey key, RsaEncryption algorithm) throws Exception {
        byte[] text = {1, 2, 3};
        try (ReadyPublicKey half = publicHalf(key)) {
            byte[] ciphertext = half.encrypt(algorithm, text);
            assertArrayEquals(text, keys.decrypt(key, algorithm, ciphertext));
            if (algorithm != RsaEncryption.RSA1_5) { // Of which some wrong ones look right.
                byte[] changed = ciphertext.clone();
                changed[100] ^= 1;
                assertThrows(BadInputException.class, () -> keys.decrypt(key, algorithm, changed));
            }
        }
    }

    private void symmetric(KeySpec.Oct spec) throws Exception {
        String name = "oct " + spec.bits();
        tried(name + " generate", () -> keys.generate(spec));
        try (OctKey software = OctKey.generate(spec)) {
            List<HsmKey> made = new ArrayList<>();
            if (!tried(name + " import", () -> made.add(keys.adopt(software)))) {
                return;
            }
            HsmKey key = made.getFirst();
            for (AesAlgorithm algorithm : AesAlgorithm.values()) {
                if (algorithm.bits().orElse(spec.bits()) == spec.bits()) {
                    tried(
                            name + " " + algorithm.wireName(),
                            () -> encrypts(software, key, algorithm, 32));
                    if (algorithm.mode() == AesAlgorithm.Mode.KEY_WRAP_PAD) {
                        tried(
                                name + " " + algorithm.wireName() + " of 20 bytes",
                                () -> encrypts(software, key, algorithm, 20));
                    }
                }
            }
            for (Hash hash : List.of(Hash.SHA_256, Hash.SHA_384, Hash.SHA_512)) {
                tried(
                        name + " HMAC " + hash.javaName(),
                        () ->
                                assertArrayEquals(
                                        software.mac(hash, new byte[5]),
                                        keys.mac(key, hash, new byte[5])));
            }
            tried(
                    name + " HMAC SHA-256 of an empty text",
                    () ->
                            assertArrayEquals(
                                    software.mac(Hash.SHA_256, new byte[0]),
                                    keys.mac(key, Hash.SHA_256, new byte[0])));
        }
    }

    private void encrypts(OctKey software, HsmKey key, AesAlgorithm algorithm, int length)
            throws Exception {
        byte[] text = new byte[length];
        text[3] = 7;
        boolean gcm = algorithm.mode() == AesAlgorithm.Mode.GCM;
        OctKey.Beside given = new OctKey.Beside(gcm ? null : new byte[16], new byte[] {9}, null);
        OctKey.Encrypted made = keys.encrypt(key, algorithm, text, given);
        OctKey.Beside beside =
                gcm ? new OctKey.Beside(made.iv(), new byte[] {9}, made.tag()) : given;
        assertArrayEquals(text, software.decrypt(algorithm, made.value(), beside));
        assertArrayEquals(text, keys.decrypt(key, algorithm, made.value(), beside));
    }
}
