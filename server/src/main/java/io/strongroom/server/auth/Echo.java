package io.strongroom.server.auth;

import org.jspecify.annotations.Nullable;

/** What a client sent, as far as it is harmless in an error body and a log line. */
public final class Echo {
    private static final int MAX_CHARS = 200;

    private Echo() {}

    /** Printable ASCII, cut at 200 characters; "none" for nothing. */
    public static String of(@Nullable String text) {
        if (text == null || text.isEmpty()) {
            return "none";
        }
        String cut = text.length() <= MAX_CHARS ? text : text.substring(0, MAX_CHARS) + "...";
        return cut.replaceAll("[^\\x20-\\x7e]", "?");
    }
}
