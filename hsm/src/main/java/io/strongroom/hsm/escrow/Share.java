package io.strongroom.hsm.escrow;

import io.strongroom.hsm.HsmException;
import io.strongroom.hsm.HsmException.Kind;
import io.strongroom.hsm.SecretBytes;

import java.util.Arrays;

/**
 * One part of a shared secret, in the format of a security domain: for each byte of the secret an
 * unsigned 16-bit little-endian word of the share's index, 1 to 126, in the upper seven bits and
 * the value, 0 to 256, in the lower nine. Wiped when it is closed.
 */
public final class Share implements AutoCloseable {
    static final int LARGEST_INDEX = 126;

    private static final int VALUE_BITS = 9;
    private static final int VALUE_MASK = (1 << VALUE_BITS) - 1;

    private final int index;
    private final SecretBytes words;

    private Share(int index, SecretBytes words) {
        this.index = index;
        this.words = words;
    }

    /** Takes the values over and wipes them. */
    static Share of(int index, int[] values) {
        byte[] words = new byte[2 * values.length];
        for (int i = 0; i < values.length; i++) {
            int word = (index << VALUE_BITS) + values[i];
            words[2 * i] = (byte) word;
            words[2 * i + 1] = (byte) (word >>> 8);
        }
        Arrays.fill(values, 0);
        return new Share(index, SecretBytes.adopt(words));
    }

    /**
     * Reads a share, and closes what it was given when that is none.
     *
     * @throws HsmException of kind NOT_AUTHENTIC when the words are not of one share
     */
    static Share parse(SecretBytes words) throws HsmException {
        int index = words.use(Share::commonIndex);
        if (index == 0) {
            words.close();
            throw new HsmException(Kind.NOT_AUTHENTIC, "this is not a share of an escrow");
        }
        return new Share(index, words);
    }

    /** The index in every word; 0 when they differ, or one is no word of a share. */
    private static int commonIndex(byte[] words) {
        if (words.length == 0 || words.length % 2 != 0) {
            return 0;
        }
        int first = word(words, 0) >>> VALUE_BITS;
        boolean right = first >= 1 && first <= LARGEST_INDEX;
        for (int i = 0; i < words.length / 2; i++) {
            int word = word(words, i);
            right &= (word >>> VALUE_BITS) == first && (word & VALUE_MASK) < Gf257.ORDER;
        }
        return right ? first : 0;
    }

    private static int word(byte[] words, int i) {
        return (words[2 * i] & 0xff) | ((words[2 * i + 1] & 0xff) << 8);
    }

    /** Its number among the shares, from 1 on; not secret. */
    public int index() {
        return index;
    }

    /** How many bytes the secret has. */
    int length() {
        return words.length() / 2;
    }

    SecretBytes words() {
        return words;
    }

    /** The values, for the caller to wipe. */
    int[] values() {
        return words.use(bytes -> {
            int[] values = new int[bytes.length / 2];
            for (int i = 0; i < values.length; i++) {
                values[i] = word(bytes, i) & VALUE_MASK;
            }
            return values;
        });
    }

    @Override
    public void close() {
        words.close();
    }

    @Override
    public String toString() {
        return "Share(" + index + ")";
    }
}
