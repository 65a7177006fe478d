package io.strongroom.hsm;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.function.Function;

/**
 * Bytes that must not leak: no accessor that a serializer would find, nothing in {@link #toString},
 * wiped on close, compared in constant time. Safe to share between threads; a use after close
 * fails.
 */
public final class SecretBytes implements AutoCloseable {
    private final byte[] bytes;
    private boolean closed;

    private SecretBytes(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Takes the array over: the caller keeps no reference and does not wipe it. */
    public static SecretBytes adopt(byte[] bytes) {
        return new SecretBytes(bytes);
    }

    /** Copies the array; the caller stays responsible for its own. */
    public static SecretBytes copyOf(byte[] bytes) {
        return new SecretBytes(bytes.clone());
    }

    public int length() {
        return bytes.length;
    }

    /**
     * Lends the bytes for one call; the borrower neither keeps nor changes them.
     *
     * @throws IllegalStateException after {@link #close}
     */
    public synchronized <T> T use(Function<byte[], T> borrower) {
        if (closed) {
            throw new IllegalStateException("secret bytes were wiped");
        }
        return borrower.apply(bytes);
    }

    /** Whether both hold the same bytes, in time that does not depend on where they differ. */
    public boolean sameAs(SecretBytes other) {
        byte[] copy = other.use(byte[]::clone);
        try {
            return use(mine -> MessageDigest.isEqual(mine, copy));
        } finally {
            Arrays.fill(copy, (byte) 0);
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        Arrays.fill(bytes, (byte) 0);
    }

    @Override
    public String toString() {
        return "SecretBytes(" + bytes.length + " bytes)";
    }
}
