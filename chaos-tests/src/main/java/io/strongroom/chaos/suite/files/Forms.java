package io.strongroom.chaos.suite.files;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;

/**
 * The forms in which a text might lie about, searched for all at once: as it is, in UTF-16, in hex,
 * and in base64 at each of the three places where it can begin. Immutable, thread-safe.
 */
final class Forms {
    private static final int BASE64_PLACES = 3;

    private final List<byte[]> forms = new ArrayList<>();

    /** So much of each form is looked at first. */
    private final int window;

    /** How far the window moves on, by its last two bytes. */
    private final int[] shifts = new int[1 << 16];

    /**
     * Of one text.
     *
     * @param text ASCII, 16 or more
     */
    Forms(String text) {
        if (text.length() < 16) {
            throw new IllegalArgumentException("too short a text is found by chance");
        }
        byte[] raw = text.getBytes(US_ASCII);
        forms.add(raw);
        forms.add(text.getBytes(UTF_16LE));
        forms.add(text.getBytes(UTF_16BE));
        String hex = HexFormat.of().formatHex(raw);
        forms.add(hex.getBytes(US_ASCII));
        forms.add(hex.toUpperCase(Locale.ROOT).getBytes(US_ASCII));
        for (int place = 0; place < BASE64_PLACES; place++) {
            forms.add(base64(text, place, Base64.getEncoder()));
            forms.add(base64(text, place, Base64.getUrlEncoder()));
        }
        window = forms.stream().mapToInt(form -> form.length).min().orElseThrow();
        // As Wu and Manber (1994) do with pairs of bytes.
        Arrays.fill(shifts, window - 1);
        for (byte[] form : forms) {
            for (int last = 1; last < window; last++) {
                int pair = pair(form, last);
                shifts[pair] = Math.min(shifts[pair], window - 1 - last);
            }
        }
    }

    /** Without the groups that mix with what stands before and behind the text. */
    private static byte[] base64(String text, int place, Base64.Encoder encoder) {
        String shifted = "x".repeat(place) + text;
        int from = place == 0 ? 0 : 4;
        int to = shifted.length() / 3 * 4;
        return encoder.encodeToString(shifted.getBytes(US_ASCII))
                .substring(from, to)
                .getBytes(US_ASCII);
    }

    private static int pair(byte[] bytes, int last) {
        return (bytes[last - 1] & 0xff) << 8 | (bytes[last] & 0xff);
    }

    /** The length of the longest: what a search from block to block must not cut. */
    int longest() {
        return forms.stream().mapToInt(form -> form.length).max().orElseThrow();
    }

    /**
     * Searches a block's first bytes.
     *
     * @return where the first one begins
     */
    OptionalInt in(byte[] block, int length) {
        int last = window - 1;
        while (last < length) {
            int shift = shifts[pair(block, last)];
            if (shift == 0) {
                int begin = last - window + 1;
                if (beginsAt(block, begin, length)) {
                    return OptionalInt.of(begin);
                }
                shift = 1;
            }
            last += shift;
        }
        return OptionalInt.empty();
    }

    private boolean beginsAt(byte[] block, int begin, int length) {
        for (byte[] form : forms) {
            int end = begin + form.length;
            if (end <= length && Arrays.equals(form, 0, form.length, block, begin, end)) {
                return true;
            }
        }
        return false;
    }
}
