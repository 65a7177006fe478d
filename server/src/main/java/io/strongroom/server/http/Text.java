package io.strongroom.server.http;

/** Caller's text in messages: short, and without control characters. */
public final class Text {
    private static final int MAX_SHOWN = 100;

    private Text() {}

    public static String shown(String text) {
        String cut = text.length() > MAX_SHOWN ? text.substring(0, MAX_SHOWN) + "..." : text;
        return cut.replaceAll("\\p{Cntrl}", "?");
    }
}
