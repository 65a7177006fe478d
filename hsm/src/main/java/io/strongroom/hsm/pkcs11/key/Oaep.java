package io.strongroom.hsm.pkcs11.key;

import io.strongroom.hsm.key.Hash;

import org.bouncycastle.crypto.AsymmetricBlockCipher;
import org.bouncycastle.crypto.CipherParameters;
import org.bouncycastle.crypto.Digest;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.digests.SHA1Digest;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.encodings.OAEPEncoding;
import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.Optional;

/**
 * Takes OAEP's padding (RFC 8017 7.1.2) off a block that a token has decrypted without: some know
 * no other hash in it than SHA-1. What is wrong with a block does not show in the time it takes.
 */
final class Oaep {
    private Oaep() {}

    /**
     * The message in the block, for the caller to wipe; empty when the padding is wrong.
     *
     * @param block as long as the modulus
     */
    static Optional<byte[]> unpadded(Hash hash, byte[] block) {
        byte[] rest = Arrays.copyOfRange(block, 1, block.length);
        OAEPEncoding encoding =
                new OAEPEncoding(new Decrypted(rest), digest(hash), digest(hash), null);
        encoding.init(false, null);
        Optional<byte[]> message;
        try {
            message = Optional.of(encoding.processBlock(block, 0, block.length));
        } catch (InvalidCipherTextException e) {
            message = Optional.empty();
        } finally {
            Arrays.fill(rest, (byte) 0);
        }
        // Looked at last, and told like any other fault (Manger's attack).
        return block[0] == 0 ? message : Optional.empty();
    }

    private static Digest digest(Hash hash) {
        return switch (hash) {
            case SHA_1 -> new SHA1Digest();
            case SHA_256 -> SHA256Digest.newInstance();
            case SHA_384, SHA_512 ->
                    throw new IllegalArgumentException("no padding of ours is over " + hash);
        };
    }

    /** Stands for the cipher whose work is done. */
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    private record Decrypted(byte[] rest) implements AsymmetricBlockCipher {
        @Override
        public void init(boolean forEncryption, @Nullable CipherParameters param) {}

        @Override
        public int getInputBlockSize() {
            return rest.length + 1;
        }

        @Override
        public int getOutputBlockSize() {
            return rest.length;
        }

        @Override
        public byte[] processBlock(byte[] in, int from, int length) {
            return rest.clone();
        }
    }
}
