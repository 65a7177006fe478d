package io.strongroom.chaos.report.draw;

import java.util.Locale;

/** Text for HTML and SVG, the same on every machine. */
public final class Markup {
    private Markup() {}

    /** Text that stands between tags or in an attribute. */
    public static String text(String raw) {
        return raw.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }

    /** A count with its thousands apart. */
    public static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /** A word for so many. */
    public static String plural(long number, String word) {
        return number == 1 ? word : word + "s";
    }

    /** So many of them. */
    public static String counted(long number, String word) {
        return count(number) + " " + plural(number, word);
    }

    /** A time of which three digits matter. */
    public static String seconds(double seconds) {
        return seconds < 1 ? millis(seconds * 1_000) : digits(seconds) + " s";
    }

    /** A latency of which three digits matter. */
    public static String millis(double millis) {
        return millis >= 1_000 ? seconds(millis / 1_000) : digits(millis) + " ms";
    }

    /** A rate or a share of which three digits matter. */
    public static String digits(double number) {
        int decimals = number >= 100 ? 0 : number >= 10 ? 1 : 2;
        return String.format(Locale.ROOT, "%,." + decimals + "f", number);
    }

    /** A place in a picture. */
    static String at(double place) {
        return Double.toString(Math.round(place * 10) / 10.0);
    }
}
