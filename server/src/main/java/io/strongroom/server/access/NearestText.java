package io.strongroom.server.access;

import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Finds what somebody probably meant to type. */
final class NearestText {
    /** Longer than any name here; keeps the work small for a nonsensical one. */
    private static final int MAX_CHARS = 100;

    private NearestText() {}

    /** The candidate that the fewest typing errors lead from, the first of equals. */
    static String among(List<String> candidates, String typed) {
        String start = typed.length() <= MAX_CHARS ? typed : typed.substring(0, MAX_CHARS);
        return Collections.min(
                candidates, Comparator.comparingInt(candidate -> distance(start, candidate)));
    }

    /** Levenshtein's distance without regard to case. */
    private static int distance(String left, String right) {
        String from = left.toLowerCase(Locale.ROOT);
        String to = right.toLowerCase(Locale.ROOT);
        int[] row = new int[to.length() + 1];
        for (int j = 0; j <= to.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                int substituted = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(substituted, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[to.length()];
    }
}
