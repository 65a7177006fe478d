package io.strongroom.hsm.escrow;

import static io.strongroom.hsm.HsmAssertions.assertFails;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strongroom.hsm.HsmException;
import io.strongroom.hsm.HsmException.Kind;
import io.strongroom.hsm.SecretBytes;

import org.junit.jupiter.api.Test;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;

final class ShamirTest {
    private static final HexFormat HEX = HexFormat.of();
    private static final SecureRandom RANDOM = new SecureRandom();

    private static SecretBytes secret(int... bytes) {
        byte[] secret = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            secret[i] = (byte) bytes[i];
        }
        return SecretBytes.adopt(secret);
    }

    private static byte[] plain(SecretBytes secret) {
        return secret.use(byte[]::clone);
    }

    private static byte[] combined(List<Share> shares) throws HsmException {
        try (SecretBytes secret = Shamir.combine(shares)) {
            return plain(secret);
        }
    }

    private static Share share(String words) throws HsmException {
        return Share.parse(SecretBytes.adopt(HEX.parseHex(words)));
    }

    @Test
    void field_everyPair_agreesWithDivision() {
        for (int a = 0; a < 257; a++) {
            for (int b = 0; b < 257; b++) {
                assertEquals((a + b) % 257, Gf257.add(a, b));
                assertEquals((a - b + 257) % 257, Gf257.subtract(a, b));
                assertEquals(a * b % 257, Gf257.multiply(a, b));
            }
            if (a != 0) {
                assertEquals(1, Gf257.multiply(a, Gf257.inverse(a)));
            }
        }
        for (int number = 0; number <= 65_791; number++) {
            assertEquals(number % 257, Gf257.reduce(number));
        }
    }

    @Test
    void split_knownCoefficients_givesTheKnownWords() {
        Iterator<Integer> coefficients = List.of(256, 0, 1, 2, 255, 200, 0, 256).iterator();
        List<Share> shares = Shamir.split(secret(0x00, 0x41, 0x80, 0xff), 5, 3, coefficients::next);

        assertEquals("000344024502fe02", HEX.formatHex(plain(shares.get(0).words())));
        assertEquals("ff044b049904fb04", HEX.formatHex(plain(shares.get(1).words())));
        assertEquals("fe0656067b06f606", HEX.formatHex(plain(shares.get(2).words())));
        assertEquals("fc0a780aeb0ae60a", HEX.formatHex(plain(shares.get(4).words())));
    }

    @Test
    void combine_knownShares_givesTheSecret() throws HsmException {
        List<Share> shares =
                List.of(
                        share("fc0a780aeb0ae60a"),
                        share("000344024502fe02"),
                        share("fe0656067b06f606"));

        assertArrayEquals(HEX.parseHex("004180ff"), combined(shares));
    }

    @Test
    void combine_everySubsetOfEveryPlan_givesTheSecret() throws HsmException {
        for (int count = 2; count <= 10; count++) {
            for (int required = 2; required <= count; required++) {
                byte[] random = new byte[32];
                RANDOM.nextBytes(random);
                List<Share> all = Shamir.split(SecretBytes.copyOf(random), count, required, RANDOM);
                for (int subset = 0; subset < (1 << count); subset++) {
                    if (Integer.bitCount(subset) == required) {
                        assertArrayEquals(random, combined(chosen(all, subset)));
                    }
                }
            }
        }
    }

    private static List<Share> chosen(List<Share> all, int subset) {
        List<Share> chosen = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            if (((subset >> i) & 1) == 1) {
                chosen.add(all.get(i));
            }
        }
        return chosen;
    }

    /** Over all polynomials the values of M-1 shares come equally often, whatever the secret is. */
    @Test
    void split_oneShareLessThanRequired_fitsEverySecretEquallyOften() {
        for (int secret = 0; secret < 256; secret++) {
            int[] seen = new int[257];
            for (int slope = 0; slope < 257; slope++) {
                int only = slope;
                seen[Shamir.split(secret(secret), 3, 2, () -> only).get(2).values()[0]]++;
            }
            assertTrue(Arrays.stream(seen).allMatch(times -> times == 1));
        }
        for (int secret : new int[] {0, 1, 128, 255}) {
            boolean[] seen = new boolean[257 * 257];
            for (int i = 0; i < seen.length; i++) {
                Iterator<Integer> both = List.of(i / 257, i % 257).iterator();
                List<Share> shares = Shamir.split(secret(secret), 3, 3, both::next);
                int values = 257 * shares.get(0).values()[0] + shares.get(2).values()[0];
                assertFalse(seen[values]);
                seen[values] = true;
            }
        }
    }

    /** Chi-square with 256 degrees of freedom: 437 is eight deviations above the mean. */
    @Test
    void split_sameSecretOften_spreadsEachShareEvenly() {
        int rounds = 60_000;
        SecretBytes secret = secret(255);
        double[] seen = new double[257];
        for (int i = 0; i < rounds; i++) {
            seen[Shamir.split(secret, 3, 2, RANDOM).get(0).values()[0]]++;
        }
        double expected = rounds / 257.0;
        double chiSquare =
                Arrays.stream(seen).map(n -> (n - expected) * (n - expected) / expected).sum();
        assertTrue(chiSquare < 437, () -> "chi-square " + chiSquare);
    }

    @Test
    void combine_valueChanged_neverGivesTheSecret() throws HsmException {
        byte[] random = new byte[32];
        RANDOM.nextBytes(random);
        List<Share> shares = Shamir.split(SecretBytes.copyOf(random), 3, 2, RANDOM);
        int[] values = shares.get(1).values();
        values[7] = Gf257.add(values[7], 1);
        List<Share> changed = List.of(shares.get(0), Share.of(2, values));
        try {
            assertFalse(Arrays.equals(random, combined(changed)));
        } catch (HsmException refused) {
            assertEquals(Kind.NOT_AUTHENTIC, refused.kind());
        }
    }

    @Test
    void combine_valueAboveAByte_isRefused() {
        List<Share> shares = List.of(Share.of(1, new int[] {256}), Share.of(2, new int[] {256}));

        assertFails(Kind.NOT_AUTHENTIC, () -> Shamir.combine(shares));
    }

    @Test
    void combine_sameIndexTwiceOrOtherLength_isRefused() {
        List<Share> shares = Shamir.split(secret(1, 2), 3, 2, RANDOM);
        Share longer = Shamir.split(secret(1, 2, 3), 3, 2, RANDOM).get(1);

        assertFails(
                Kind.NOT_AUTHENTIC, () -> Shamir.combine(List.of(shares.get(0), shares.get(0))));
        assertFails(Kind.NOT_AUTHENTIC, () -> Shamir.combine(List.of(shares.get(0), longer)));
    }

    @Test
    void split_impossiblePlan_isRefused() {
        for (int[] plan : new int[][] {{3, 1}, {2, 3}, {127, 2}}) {
            assertThrows(
                    IllegalArgumentException.class,
                    () -> Shamir.split(secret(1), plan[0], plan[1], RANDOM));
        }
    }

    @Test
    void parse_notWordsOfOneShare_isRefused() {
        String empty = "";
        String oddLength = "000302";
        String twoIndices = "00020004";
        String indexZero = "0100";
        String value257 = "0103";
        String index127 = "00fe";
        for (String words : List.of(empty, oddLength, twoIndices, indexZero, value257, index127)) {
            assertFails(Kind.NOT_AUTHENTIC, () -> share(words));
        }
    }

    @Test
    void close_wipesTheWords() throws HsmException {
        Share share = share("000344024502fe02");
        share.close();

        assertThrows(IllegalStateException.class, share::values);
        assertEquals("Share(1)", share.toString());
    }
}
