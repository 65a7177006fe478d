package io.strongroom.server.text;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;

/** The valid word that a mistyped one most likely means. */
public final class NearestWord {
    /** Longer than any name here; keeps the work small for a nonsensical one. */
    private static final int MAX_CHARS = 100;

    private NearestWord() {}

    /**
     * The nearest of the valid words, the first of equals.
     *
     * @param valid at least one
     */
    public static String among(Collection<String> valid, String mistyped) {
        String start = mistyped.substring(0, Math.min(MAX_CHARS, mistyped.length()));
        return valid.stream()
                .min(Comparator.comparingInt(word -> distance(word, start)))
                .orElseThrow();
    }

    /** Edits between two words, letter case aside; two swapped letters count as one edit. */
    static int distance(String left, String right) {
        String a = left.toLowerCase(Locale.ROOT);
        String b = right.toLowerCase(Locale.ROOT);
        int[][] edits = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    edits[i][j] = i + j;
                    continue;
                }
                int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                int best = Math.min(edits[i - 1][j] + 1, edits[i][j - 1] + 1);
                best = Math.min(best, edits[i - 1][j - 1] + change);
                if (i > 1
                        && j > 1
                        && a.charAt(i - 1) == b.charAt(j - 2)
                        && a.charAt(i - 2) == b.charAt(j - 1)) {
                    best = Math.min(best, edits[i - 2][j - 2] + 1);
                }
                edits[i][j] = best;
            }
        }
        return edits[a.length()][b.length()];
    }
}
