package io.strongroom.hsm;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * The definition of {@link RootKey#fingerprint}: SHA-256, cut to 16 bytes, over the RFC 5649 wrap
 * of a fixed public value. A token computes it with a key that may wrap and nothing else, and it
 * says nothing about the key.
 */
public final class RootKeyFingerprint {
    /** Length of a fingerprint. */
    public static final int BYTES = 16;

    private RootKeyFingerprint() {}

    /** The public value to wrap: 32 bytes, the size of a data key. A fresh copy each time. */
    public static byte[] publicValue() {
        return sha256("strongroom root key fingerprint v1".getBytes(StandardCharsets.US_ASCII));
    }

    /** The fingerprint of the root key that made this blob of {@link #publicValue}. */
    public static byte[] of(byte[] wrappedPublicValue) {
        return Arrays.copyOf(sha256(wrappedPublicValue), BYTES);
    }

    private static byte[] sha256(byte[] input) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(input);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
