package io.strongroom.hsm.key;

import io.strongroom.hsm.SecretBytes;

/** What every keeper of symmetric keys asks of its input, so that all refuse the same. */
public final class AesInputs {
    /** Of GCM's nonce. */
    public static final int NONCE_BYTES = 12;

    /** Of GCM's tag. */
    public static final int TAG_BYTES = 16;

    /** Of AES's block, and of CBC's initialization vector. */
    public static final int BLOCK_BYTES = 16;

    private static final int HALF_BLOCK_BYTES = 8;

    private AesInputs() {}

    /**
     * Looks at how long a key is.
     *
     * @throws IllegalArgumentException when it is not as long as the kind says
     */
    public static void requireLength(KeySpec.Oct spec, SecretBytes key) {
        if (8 * key.length() != spec.bits()) {
            throw new IllegalArgumentException(
                    "a key of %d bits has not %d bytes".formatted(spec.bits(), key.length()));
        }
    }

    /**
     * Looks at the size of key that the algorithm is for.
     *
     * @throws IllegalArgumentException when it is another
     */
    public static void requireSize(KeySpec.Oct spec, AesAlgorithm algorithm) {
        if (algorithm.bits().isPresent() && algorithm.bits().getAsInt() != spec.bits()) {
            throw new IllegalArgumentException(
                    algorithm.wireName() + " is not for a key of " + spec.bits() + " bits");
        }
    }

    /**
     * Looks at what is to be encrypted or wrapped.
     *
     * @throws BadInputException when its length is not the algorithm's
     */
    public static void requirePlaintext(AesAlgorithm algorithm, byte[] text)
            throws BadInputException {
        switch (algorithm.mode()) {
            case GCM, CBC_PAD -> {}
            case CBC -> requireWhole(text, BLOCK_BYTES, BLOCK_BYTES);
            case KEY_WRAP -> requireWhole(text, HALF_BLOCK_BYTES, BLOCK_BYTES);
            case KEY_WRAP_PAD -> {
                if (text.length == 0) {
                    throw new BadInputException("there is nothing to wrap: value is empty");
                }
            }
        }
    }

    /**
     * Looks at what is to be decrypted or unwrapped.
     *
     * @throws BadInputException when its length is none that encryption gives
     */
    public static void requireCiphertext(AesAlgorithm algorithm, byte[] text)
            throws BadInputException {
        switch (algorithm.mode()) {
            case GCM -> {}
            case CBC, CBC_PAD -> requireWhole(text, BLOCK_BYTES, BLOCK_BYTES);
            case KEY_WRAP, KEY_WRAP_PAD -> {
                if (text.length < BLOCK_BYTES || text.length % HALF_BLOCK_BYTES != 0) {
                    throw Inputs.notDecrypted();
                }
            }
        }
    }

    /** The caller's initialization vector, for CBC. */
    public static byte[] vector(OctKey.Beside beside) throws BadInputException {
        byte[] iv = beside.iv();
        if (iv == null || iv.length != BLOCK_BYTES) {
            throw new BadInputException("iv has to be 16 bytes");
        }
        return iv;
    }

    /** The nonce that GCM has given, for decrypting. */
    public static byte[] nonce(OctKey.Beside beside) throws BadInputException {
        byte[] nonce = beside.iv();
        if (nonce == null || nonce.length != NONCE_BYTES) {
            throw new BadInputException("iv has to be the 12 bytes that encryption has given");
        }
        return nonce;
    }

    /** The tag that GCM has given, for decrypting. */
    public static byte[] tag(OctKey.Beside beside) throws BadInputException {
        byte[] tag = beside.tag();
        if (tag == null || tag.length != TAG_BYTES) {
            throw new BadInputException("tag has to be the 16 bytes that encryption has given");
        }
        return tag;
    }

    private static void requireWhole(byte[] text, int unit, int least) throws BadInputException {
        if (text.length % unit != 0 || text.length < least) {
            throw new BadInputException(
                    "the length has to be a multiple of %d bytes, at least %d, not %d"
                            .formatted(unit, least, text.length));
        }
    }
}
