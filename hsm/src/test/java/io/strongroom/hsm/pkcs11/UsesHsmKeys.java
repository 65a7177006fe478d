package io.strongroom.hsm.pkcs11;

import io.strongroom.hsm.key.AesAlgorithm;
import io.strongroom.hsm.key.Curve;
import io.strongroom.hsm.key.Hash;
import io.strongroom.hsm.key.HsmKey;
import io.strongroom.hsm.key.HsmKeys;
import io.strongroom.hsm.key.KeySpec;
import io.strongroom.hsm.key.OctKey.Beside;
import io.strongroom.hsm.key.OctKey.Encrypted;
import io.strongroom.hsm.key.PublicPart;
import io.strongroom.hsm.key.ReadyPublicKey;
import io.strongroom.hsm.key.RsaEncryption;
import io.strongroom.hsm.key.SignatureAlgorithm;
import io.strongroom.hsm.key.engine.KeyEngines;
import io.strongroom.hsm.pkcs11.key.Pkcs11HsmKeys;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** The other process of HsmKeyMemoryIT: makes, takes in, uses and gives away keys in an HSM. */
final class UsesHsmKeys {
    static final KeySpec.Rsa RSA = new KeySpec.Rsa(2048);
    static final KeySpec.Ec EC = new KeySpec.Ec(Curve.P_256);
    static final KeySpec.Oct OCT = new KeySpec.Oct(256);

    /** What numbers are told with, so that nobody's memory has them but those that are meant. */
    static final byte MASK = 0x5a;

    /** With which each of its lines begins. */
    static final String SAYS = "> ";

    private static final HexFormat HEX = HexFormat.of();
    private static final int USES = 10;
    private static final List<Object> HELD = new ArrayList<>();

    private final HsmKeys keys;
    private final BufferedReader input;

    private UsesHsmKeys(HsmKeys keys, BufferedReader input) {
        this.keys = keys;
        this.input = input;
    }

    /**
     * Arguments: module, token label. All is in hexadecimal, in lines. Prints the public half of an
     * exchange key; reads a parcel of each kind and the public half of a recipient; prints six keys
     * wrapped for him, those brought before those made, and "used". Reads masked numbers up to an
     * empty line, holds them, and prints "told". Ends with its input.
     */
    public static void main(String[] args) throws Exception {
        Path module = Path.of(args[0]);
        char[] pin = SoftHsm.PIN.toCharArray();
        Pkcs11RootKey.generate(module, args[1], pin, "root");
        try (Pkcs11RootKey rootKey = Pkcs11RootKey.open(module, args[1], pin, "root");
                HsmKeys keys = Pkcs11HsmKeys.under(rootKey, KeyEngines.fastest(), 50);
                BufferedReader input =
                        new BufferedReader(
                                new InputStreamReader(System.in, StandardCharsets.US_ASCII))) {
            UsesHsmKeys uses = new UsesHsmKeys(keys, input);
            uses.work();
            say("used");
            uses.hold();
            say("told " + HELD.size());
            input.readLine();
        }
    }

    /** The log is on the same output. */
    private static void say(String line) {
        System.out.println(SAYS + line);
    }

    private void work() throws Exception {
        HsmKey exchange = keys.generate(RSA);
        say(HEX.formatHex(exchange.publicPart().orElseThrow().subjectPublicKeyInfo()));
        List<HsmKey> all = new ArrayList<>();
        for (HsmKeys.Kind kind : HsmKeys.Kind.values()) {
            all.add(keys.importWrapped(exchange, kind, read()));
        }
        PublicPart.Rsa recipient = (PublicPart.Rsa) PublicPart.of(RSA, read());
        for (KeySpec spec : List.of(RSA, EC, OCT)) {
            all.add(keys.generate(spec));
        }
        for (HsmKey key : all) {
            use(key);
            say(HEX.formatHex(keys.release(key, recipient, Hash.SHA_1)));
        }
        for (HsmKey key : all) {
            use(key);
        }
    }

    private byte[] read() throws IOException {
        String line = input.readLine();
        if (line == null) {
            throw new IOException("nobody tells any more");
        }
        return HEX.parseHex(line);
    }

    private void use(HsmKey key) throws Exception {
        for (int i = 0; i < USES; i++) {
            switch (key.spec()) {
                case KeySpec.Rsa _ -> useRsa(key);
                case KeySpec.Ec _ -> keys.sign(key, SignatureAlgorithm.ES256, new byte[32]);
                case KeySpec.Oct _ -> useOct(key);
            }
        }
        keys.forget(key); // So that it is unwrapped again.
    }

    private void useRsa(HsmKey key) throws Exception {
        keys.sign(key, SignatureAlgorithm.RS256, new byte[32]);
        keys.sign(key, SignatureAlgorithm.PS256, new byte[32]);
        try (ReadyPublicKey half = KeysOnToken.publicHalf(KeyEngines.fastest(), key)) {
            for (RsaEncryption algorithm : RsaEncryption.values()) {
                byte[] ciphertext = half.encrypt(algorithm, new byte[16]);
                require(keys.decrypt(key, algorithm, ciphertext).length == 16);
            }
        }
    }

    private void useOct(HsmKey key) throws Exception {
        keys.mac(key, Hash.SHA_256, new byte[1]);
        for (AesAlgorithm algorithm :
                List.of(
                        AesAlgorithm.A256GCM,
                        AesAlgorithm.A256CBC,
                        AesAlgorithm.A256CBCPAD,
                        AesAlgorithm.A256KW,
                        AesAlgorithm.CKM_AES_KEY_WRAP_PAD)) {
            boolean gcm = algorithm == AesAlgorithm.A256GCM;
            boolean cbc = algorithm == AesAlgorithm.A256CBC || algorithm == AesAlgorithm.A256CBCPAD;
            Beside given = new Beside(cbc ? new byte[16] : null, gcm ? new byte[] {7} : null, null);
            Encrypted made = keys.encrypt(key, algorithm, new byte[32], given);
            Beside with = gcm ? new Beside(made.iv(), given.aad(), made.tag()) : given;
            require(keys.decrypt(key, algorithm, made.value(), with).length == 32);
        }
    }

    private static void require(boolean right) {
        if (!right) {
            throw new IllegalStateException("the HSM gives another plaintext");
        }
    }

    /** As a leak would have them: bytes in either order, and a BigInteger's words. */
    private void hold() throws IOException {
        for (byte[] number = read(); number.length > 0; number = read()) {
            byte[] reversed = new byte[number.length];
            for (int i = 0; i < number.length; i++) {
                number[i] ^= MASK;
            }
            for (int i = 0; i < number.length; i++) {
                reversed[number.length - 1 - i] = number[i];
            }
            HELD.add(List.of(number, reversed, new BigInteger(1, number)));
        }
    }
}
