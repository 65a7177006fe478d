package io.strongroom.hsm.software;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/** A trailer of eight marking bytes and SHA-256 over what precedes it: finds damage, not malice. */
final class Checksum {
    private static final byte[] MARK = "\nSRSHA2\n".getBytes(StandardCharsets.US_ASCII);
    private static final int DIGEST_BYTES = 32;

    private Checksum() {}

    /** What the trailer says. */
    enum State {
        RIGHT,
        WRONG,
        ABSENT
    }

    /**
     * Content without its trailer.
     *
     * @param content everything, when the trailer is absent
     */
    @SuppressWarnings("ArrayRecordComponent") // Lives for one call, is never compared or printed.
    record Checked(State state, byte[] content) {}

    static byte[] append(byte[] content) {
        return ByteBuffer.allocate(content.length + MARK.length + DIGEST_BYTES)
                .put(content)
                .put(MARK)
                .put(digest(content))
                .array();
    }

    static Checked check(byte[] file) {
        int end = file.length - MARK.length - DIGEST_BYTES;
        if (end < 0 || !Arrays.equals(file, end, end + MARK.length, MARK, 0, MARK.length)) {
            return new Checked(State.ABSENT, file);
        }
        byte[] content = Arrays.copyOf(file, end);
        byte[] stated = Arrays.copyOfRange(file, end + MARK.length, file.length);
        boolean right = MessageDigest.isEqual(stated, digest(content));
        return new Checked(right ? State.RIGHT : State.WRONG, content);
    }

    private static byte[] digest(byte[] content) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(content);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
