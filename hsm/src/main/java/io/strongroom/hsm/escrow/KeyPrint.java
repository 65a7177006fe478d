package io.strongroom.hsm.escrow;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;

/**
 * A key's fingerprint as people compare it: SHA-256, in hexadecimal digits. It says nothing secret.
 *
 * @param hex 64 lower-case digits
 */
public record KeyPrint(String hex) {
    private static final int GROUP = 4;

    /** The fingerprint of an encoded certificate or key. */
    static KeyPrint of(byte[] encoded) {
        return new KeyPrint(HexFormat.of().formatHex(sha256(encoded)));
    }

    static byte[] sha256(byte[] input) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(input);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** Whether somebody typed this one: blanks, colons and capitals do not matter. */
    public boolean isTyped(String typed) {
        return digits(typed).equals(hex);
    }

    /** A fingerprint's digits as they are compared: without what people put between them. */
    public static String digits(String typed) {
        return typed.replaceAll("[\\s:-]", "").toLowerCase(Locale.ROOT);
    }

    /** In groups of four digits, for reading aloud. */
    @Override
    public String toString() {
        return hex.replaceAll("(.{" + GROUP + "})(?=.)", "$1 ");
    }
}
