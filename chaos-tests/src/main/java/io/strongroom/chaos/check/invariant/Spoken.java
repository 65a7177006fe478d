package io.strongroom.chaos.check.invariant;

import java.util.Locale;

/** Times as a person says them. */
final class Spoken {
    private static final double SECOND = 1_000;
    private static final double MINUTE = 60 * SECOND;
    private static final double HOUR = 60 * MINUTE;
    private static final double DAY = 24 * HOUR;

    private Spoken() {}

    /** In the largest unit of which there are two. */
    static String millis(long millis) {
        double size = Math.abs((double) millis);
        if (size < 2 * MINUTE) {
            return in(millis, SECOND, "seconds");
        }
        if (size < 2 * HOUR) {
            return in(millis, MINUTE, "minutes");
        }
        return size < 2 * DAY ? in(millis, HOUR, "hours") : in(millis, DAY, "days");
    }

    private static String in(long millis, double unit, String name) {
        return String.format(Locale.ROOT, "%.1f %s", millis / unit, name);
    }
}
