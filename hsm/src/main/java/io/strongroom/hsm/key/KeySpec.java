package io.strongroom.hsm.key;

/** What kind of key it is, and how large. */
public sealed interface KeySpec {
    /**
     * An RSA pair.
     *
     * @param bits of the modulus: 2048, 3072 or 4096
     */
    record Rsa(int bits) implements KeySpec {
        public Rsa {
            if (bits != 2048 && bits != 3072 && bits != 4096) {
                throw new IllegalArgumentException("an RSA key has 2048, 3072 or 4096 bits");
            }
        }

        /** Of the modulus, and of each signature and ciphertext. */
        public int bytes() {
            return bits / 8;
        }
    }

    /** A pair on an elliptic curve. */
    record Ec(Curve curve) implements KeySpec {}

    /**
     * A symmetric key.
     *
     * @param bits 128, 192 or 256
     */
    record Oct(int bits) implements KeySpec {
        public Oct {
            if (bits != 128 && bits != 192 && bits != 256) {
                throw new IllegalArgumentException("a symmetric key has 128, 192 or 256 bits");
            }
        }
    }
}
