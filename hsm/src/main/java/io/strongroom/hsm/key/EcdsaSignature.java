package io.strongroom.hsm.key;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.Optional;

/**
 * The two forms of an ECDSA signature: r and s side by side, as JWS has it (RFC 7518 3.4), and the
 * DER sequence of both, as libraries do.
 */
public final class EcdsaSignature {
    private static final int SEQUENCE = 0x30;
    private static final int INTEGER = 0x02;
    private static final int LONG_FORM = 0x81;
    private static final int SHORT_FORM_MAX = 0x7f;

    private EcdsaSignature() {}

    /** Empty for what has another length, or a number that is zero: that is no signature. */
    public static Optional<byte[]> toDer(Curve curve, byte[] raw) {
        int half = curve.coordinateBytes();
        if (raw.length != 2 * half) {
            return Optional.empty();
        }
        BigInteger r = new BigInteger(1, raw, 0, half);
        BigInteger s = new BigInteger(1, raw, half, half);
        if (r.signum() == 0 || s.signum() == 0) {
            return Optional.empty();
        }
        byte[] first = r.toByteArray();
        byte[] second = s.toByteArray();
        int length = 4 + first.length + second.length;
        int head = length > SHORT_FORM_MAX ? 3 : 2;
        byte[] der = new byte[head + length];
        der[0] = SEQUENCE;
        if (head == 3) {
            der[1] = (byte) LONG_FORM;
        }
        der[head - 1] = (byte) length;
        put(der, put(der, head, first), second);
        return Optional.of(der);
    }

    private static int put(byte[] der, int at, byte[] number) {
        der[at] = INTEGER;
        der[at + 1] = (byte) number.length;
        System.arraycopy(number, 0, der, at + 2, number.length);
        return at + 2 + number.length;
    }

    /**
     * For what a library of ours has made.
     *
     * @throws IllegalArgumentException when it is not such a sequence
     */
    public static byte[] fromDer(Curve curve, byte[] der) {
        try {
            int head = (der[1] & 0xff) == LONG_FORM ? 3 : 2;
            if (der[0] != SEQUENCE || (der[head - 1] & 0xff) != der.length - head) {
                throw new IllegalArgumentException("not a sequence");
            }
            int half = curve.coordinateBytes();
            byte[] raw = new byte[2 * half];
            int next = take(der, head, raw, half);
            if (take(der, next, raw, 2 * half) != der.length) {
                throw new IllegalArgumentException("more than two numbers");
            }
            return raw;
        } catch (ArrayIndexOutOfBoundsException e) {
            throw new IllegalArgumentException("cut off", e);
        }
    }

    /** Puts a number so that it ends there; returns where the next begins. */
    private static int take(byte[] der, int at, byte[] raw, int end) {
        if (der[at] != INTEGER) {
            throw new IllegalArgumentException("not a number");
        }
        int from = at + 2;
        int next = from + der[at + 1];
        while (from < next && der[from] == 0) {
            from++;
        }
        byte[] number = Arrays.copyOfRange(der, from, next);
        if (number.length > raw.length / 2) {
            throw new IllegalArgumentException("a number of another curve");
        }
        System.arraycopy(number, 0, raw, end - number.length, number.length);
        return next;
    }
}
