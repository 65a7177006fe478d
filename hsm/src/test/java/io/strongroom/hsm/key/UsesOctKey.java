package io.strongroom.hsm.key;

import io.strongroom.hsm.SecretBytes;
import io.strongroom.hsm.key.OctKey.Beside;
import io.strongroom.hsm.key.OctKey.Encrypted;
import io.strongroom.hsm.key.engine.KeyEngines;

import java.io.IOException;
import java.util.HexFormat;

/** The other process of OctKeyMemoryIT: one that uses a symmetric key and then closes it. */
final class UsesOctKey {
    /** What the key is given with, so that nobody's memory has it but as a key's. */
    static final byte MASK = 0x5a;

    private static final int USES = 50;

    private UsesOctKey() {}

    /**
     * Takes the masked key, in hexadecimal. Prints a line when the key was used, and when it was
     * closed, and waits for a byte after each.
     */
    public static void main(String[] args) throws IOException, BadInputException {
        byte[] bytes = HexFormat.of().parseHex(args[0]);
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] ^= MASK;
        }
        ReadyOctKey key;
        try (SecretBytes opened = SecretBytes.adopt(bytes)) {
            key = KeyEngines.fastest().readyOct(new KeySpec.Oct(8 * bytes.length), opened);
        }
        try (key) {
            for (int i = 0; i < USES; i++) {
                use(key, AesAlgorithm.A256GCM, Beside.NOTHING);
                use(key, AesAlgorithm.A256CBC, new Beside(new byte[16], null, null));
                use(key, AesAlgorithm.A256CBCPAD, new Beside(new byte[16], null, null));
                use(key, AesAlgorithm.A256KW, Beside.NOTHING);
                use(key, AesAlgorithm.CKM_AES_KEY_WRAP_PAD, Beside.NOTHING);
                for (Hash hash : new Hash[] {Hash.SHA_256, Hash.SHA_384, Hash.SHA_512}) {
                    byte[] code = key.mac(hash, new byte[i]);
                    if (!key.verify(hash, new byte[i], code)) {
                        throw new IllegalStateException(hash + " is not verified");
                    }
                }
            }
            told("used");
        }
        told("closed");
    }

    private static void use(ReadyOctKey key, AesAlgorithm algorithm, Beside beside)
            throws BadInputException {
        Encrypted made = key.encrypt(algorithm, new byte[32], beside);
        boolean gcm = algorithm.mode() == AesAlgorithm.Mode.GCM;
        Beside with = gcm ? new Beside(made.iv(), null, made.tag()) : beside;
        if (key.decrypt(algorithm, made.value(), with).length != 32) {
            throw new IllegalStateException(algorithm + " is not decrypted");
        }
    }

    private static void told(String what) throws IOException {
        System.out.println(what);
        if (System.in.read() < 0) {
            throw new IllegalStateException("nobody looks any more");
        }
    }
}
