package io.strongroom.hsm.key;

/** What every engine asks of its input, so that all refuse the same. */
public final class Inputs {
    private static final int PKCS1_OVERHEAD_BYTES = 11;

    private Inputs() {}

    /**
     * Looks at what is to be signed or verified.
     *
     * @throws IllegalArgumentException for an algorithm of another kind of key
     * @throws BadInputException for a digest of another length, or nothing at all
     */
    public static void require(KeySpec key, SignatureAlgorithm algorithm, byte[] digest)
            throws BadInputException {
        if (!algorithm.suits(key)) {
            throw new IllegalArgumentException(algorithm.jwa() + " is not for " + key);
        }
        if (algorithm.hash().isPresent()) {
            int length = algorithm.hash().get().bytes();
            if (digest.length != length) {
                throw new BadInputException(
                        "%s takes a digest of %d bytes, not %d"
                                .formatted(algorithm.jwa(), length, digest.length));
            }
        } else if (key instanceof KeySpec.Rsa rsa) {
            int longest = rsa.bytes() - PKCS1_OVERHEAD_BYTES;
            if (digest.length == 0) {
                // Some libraries sign nothing and then do not verify it.
                throw new BadInputException(algorithm.jwa() + " takes at least 1 byte");
            }
            if (digest.length > longest) {
                throw new BadInputException(
                        "%s takes at most %d bytes, not %d"
                                .formatted(algorithm.jwa(), longest, digest.length));
            }
        }
    }

    /**
     * Looks at what is to be encrypted.
     *
     * @throws IllegalArgumentException for a key that is not RSA
     * @throws BadInputException for a plaintext that is too long
     */
    public static void requirePlaintext(KeySpec key, RsaEncryption algorithm, byte[] plaintext)
            throws BadInputException {
        int longest = algorithm.maxPlaintextBytes(rsa(key, algorithm));
        if (plaintext.length > longest) {
            throw new BadInputException(
                    "%s takes at most %d bytes with this key, not %d"
                            .formatted(algorithm.jwa(), longest, plaintext.length));
        }
    }

    /**
     * Looks at what is to be decrypted.
     *
     * @throws IllegalArgumentException for a key that is not RSA
     * @throws BadInputException for what no key of this size has made
     */
    public static void requireCiphertext(KeySpec key, RsaEncryption algorithm, byte[] ciphertext)
            throws BadInputException {
        if (ciphertext.length != rsa(key, algorithm).bytes()) {
            throw notDecrypted();
        }
    }

    /** The only thing that is ever said of a ciphertext that is not right. */
    public static BadInputException notDecrypted() {
        return new BadInputException("the ciphertext cannot be decrypted with this key");
    }

    private static KeySpec.Rsa rsa(KeySpec key, RsaEncryption algorithm) {
        if (key instanceof KeySpec.Rsa rsa) {
            return rsa;
        }
        throw new IllegalArgumentException(algorithm.jwa() + " is not for " + key);
    }
}
