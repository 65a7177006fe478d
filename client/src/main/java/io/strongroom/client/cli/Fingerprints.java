package io.strongroom.client.cli;

import java.util.Locale;

/** Fingerprints as people read them to each other. */
public final class Fingerprints {
    private static final int GROUP = 4;

    private Fingerprints() {}

    /** Hexadecimal digits in groups of four. */
    public static String grouped(String digits) {
        return digits.replaceAll("(.{" + GROUP + "})(?=.)", "$1 ");
    }

    /** The digits as they are compared: in lower case, without what people put between them. */
    public static String digits(String typed) {
        return typed.replaceAll("[\\s:-]", "").toLowerCase(Locale.ROOT);
    }
}
