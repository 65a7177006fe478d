package io.strongroom.hsm.escrow;

import io.strongroom.hsm.SecretBytes;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Key derivation in counter mode (NIST SP 800-108, section 4.1) with HMAC-SHA-512, counter and
 * length of 32 bits, big-endian. One block of the function is enough here: 64 bytes at most.
 */
final class CounterKdf {
    private static final String FUNCTION = "HmacSHA512";
    private static final int BLOCK_BYTES = 64;

    private CounterKdf() {}

    /** The derived key, for the caller to wipe. */
    static byte[] derive(SecretBytes key, String label, String context, int length) {
        if (length < 1 || length > BLOCK_BYTES) {
            throw new IllegalArgumentException("one block has no " + length + " bytes");
        }
        byte[] labelBytes = label.getBytes(StandardCharsets.UTF_8);
        byte[] contextBytes = context.getBytes(StandardCharsets.UTF_8);
        byte[] input =
                ByteBuffer.allocate(2 * Integer.BYTES + labelBytes.length + 1 + contextBytes.length)
                        .putInt(1)
                        .put(labelBytes)
                        .put((byte) 0)
                        .put(contextBytes)
                        .putInt(length * Byte.SIZE)
                        .array();
        byte[] block = key.use(bytes -> function(bytes, input));
        byte[] derived = Arrays.copyOf(block, length);
        Arrays.fill(block, (byte) 0);
        return derived;
    }

    private static byte[] function(byte[] key, byte[] input) {
        try {
            Mac mac = Mac.getInstance(FUNCTION);
            mac.init(new SecretKeySpec(key, FUNCTION));
            return mac.doFinal(input);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HmacSHA512", e);
        }
    }
}
