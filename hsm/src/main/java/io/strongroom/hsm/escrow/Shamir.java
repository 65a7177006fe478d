package io.strongroom.hsm.escrow;

import io.strongroom.hsm.HsmException;
import io.strongroom.hsm.HsmException.Kind;
import io.strongroom.hsm.SecretBytes;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntSupplier;

/**
 * Shamir's secret sharing ("How to share a secret", 1979), byte by byte over GF(257): each byte is
 * the value at 0 of a polynomial of degree {@code required - 1}, otherwise random, and a share has
 * its values at the share's index. Any {@code required} shares give the secret; fewer say nothing
 * of it. Share values are computed with in constant time; indices are not secret.
 */
final class Shamir {
    /** 255 times 257: below it every element comes equally often. */
    private static final int EVEN = 65_535;

    private Shamir() {}

    /** Deals shares with the indices 1 to {@code shares}. */
    static List<Share> split(SecretBytes secret, int shares, int required, SecureRandom random) {
        byte[] drawn = new byte[2];
        try {
            return split(secret, shares, required, () -> element(random, drawn));
        } finally {
            Arrays.fill(drawn, (byte) 0);
        }
    }

    /**
     * As above.
     *
     * @param coefficients elements of GF(257), of the lowest degree first; random ones, zero too
     */
    static List<Share> split(
            SecretBytes secret, int shares, int required, IntSupplier coefficients) {
        if (required < 2 || required > shares || shares > Share.LARGEST_INDEX) {
            throw new IllegalArgumentException(required + " of " + shares + " shares");
        }
        int[][] values = new int[shares][secret.length()];
        int[] polynomial = new int[required];
        var _ =
                secret.use(bytes -> {
                    for (int i = 0; i < bytes.length; i++) {
                        polynomial[0] = bytes[i] & 0xff;
                        for (int degree = 1; degree < required; degree++) {
                            polynomial[degree] = coefficients.getAsInt();
                        }
                        for (int share = 0; share < shares; share++) {
                            values[share][i] = valueAt(polynomial, share + 1);
                        }
                    }
                    return bytes.length;
                });
        Arrays.fill(polynomial, 0);
        List<Share> dealt = new ArrayList<>();
        for (int share = 0; share < shares; share++) {
            dealt.add(Share.of(share + 1, values[share]));
        }
        return List.copyOf(dealt);
    }

    /**
     * The secret.
     *
     * @param shares as many as were required, no more
     * @throws HsmException of kind NOT_AUTHENTIC when two have one index, or they do not fit
     */
    static SecretBytes combine(List<Share> shares) throws HsmException {
        int length = shares.getFirst().length();
        int[] indices = shares.stream().mapToInt(Share::index).toArray();
        if (Arrays.stream(indices).distinct().count() != indices.length) {
            throw new HsmException(Kind.NOT_AUTHENTIC, "the same share was given twice");
        }
        if (shares.stream().anyMatch(share -> share.length() != length)) {
            throw new HsmException(Kind.NOT_AUTHENTIC, "the shares are of different secrets");
        }
        int[] sums = new int[length];
        for (int share = 0; share < indices.length; share++) {
            int weight = weightAtZero(indices, share);
            int[] values = shares.get(share).values();
            for (int i = 0; i < length; i++) {
                sums[i] = Gf257.add(sums[i], Gf257.multiply(weight, values[i]));
            }
            Arrays.fill(values, 0);
        }
        return bytes(sums);
    }

    private static SecretBytes bytes(int[] sums) throws HsmException {
        byte[] secret = new byte[sums.length];
        int above = 0;
        for (int i = 0; i < sums.length; i++) {
            secret[i] = (byte) sums[i];
            above |= sums[i] >>> 8;
        }
        Arrays.fill(sums, 0);
        SecretBytes found = SecretBytes.adopt(secret);
        if (above != 0) {
            found.close();
            throw new HsmException(Kind.NOT_AUTHENTIC, "the shares do not belong together");
        }
        return found;
    }

    /** Horner's rule. */
    private static int valueAt(int[] polynomial, int x) {
        int value = 0;
        for (int degree = polynomial.length - 1; degree >= 0; degree--) {
            value = Gf257.add(Gf257.multiply(value, x), polynomial[degree]);
        }
        return value;
    }

    /** Lagrange's: what the share's value counts in the value at 0. */
    private static int weightAtZero(int[] indices, int share) {
        int weight = 1;
        for (int other = 0; other < indices.length; other++) {
            if (other != share) {
                int distance = Gf257.subtract(indices[other], indices[share]);
                weight = Gf257.multiply(weight, indices[other]);
                weight = Gf257.multiply(weight, Gf257.inverse(distance));
            }
        }
        return weight;
    }

    /** Drawn again when it would favour one; what was thrown away says nothing of what is kept. */
    private static int element(SecureRandom random, byte[] drawn) {
        int number;
        do {
            random.nextBytes(drawn);
            number = ((drawn[0] & 0xff) << 8) | (drawn[1] & 0xff);
        } while (number >= EVEN);
        return Gf257.reduce(number);
    }
}
