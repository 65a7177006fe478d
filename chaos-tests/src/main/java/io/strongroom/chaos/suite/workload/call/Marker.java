package io.strongroom.chaos.suite.workload.call;

import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * What all values of a run begin with on their way to the cluster, so that they can be searched for
 * in its files. Histories have the values without it.
 *
 * @param text nobody else's; small letters and digits, which no encoding of texts escapes
 */
public record Marker(String text) {
    private static final int BYTES = 24;
    private static final SecureRandom RANDOM = new SecureRandom();

    public static Marker random() {
        byte[] bytes = new byte[BYTES];
        RANDOM.nextBytes(bytes);
        return new Marker(HexFormat.of().formatHex(bytes));
    }

    /** The value on its way to the cluster. */
    public String mark(String value) {
        return text + value;
    }

    /** A value that no client of the run set is left as it is. */
    public String unmark(String value) {
        return value.startsWith(text) ? value.substring(text.length()) : value;
    }
}
