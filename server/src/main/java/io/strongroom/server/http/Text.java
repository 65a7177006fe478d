package io.strongroom.server.http;

/** Caller's text in messages: short, encodable, and without control characters. */
public final class Text {
    private static final int MAX_SHOWN = 100;

    private Text() {}

    public static String shown(String text) {
        StringBuilder shown = new StringBuilder();
        text.codePoints().limit(MAX_SHOWN).map(Text::printable).forEach(shown::appendCodePoint);
        return text.codePointCount(0, text.length()) > MAX_SHOWN ? shown + "..." : shown.toString();
    }

    /** Half a surrogate pair is replaced too: JSON in UTF-8 cannot hold it. */
    private static int printable(int codePoint) {
        boolean half = codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
        return half || Character.isISOControl(codePoint) ? '?' : codePoint;
    }
}
