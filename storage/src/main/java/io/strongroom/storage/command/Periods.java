package io.strongroom.storage.command;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.Period;

/**
 * Periods of rotation policies: ISO 8601 in years, months, weeks and days, such as {@code P90D},
 * counted by the calendar in UTC. No answer depends on anything but what is given.
 */
public final class Periods {
    /** Longer ones would take dates out of the range that attributes have. */
    private static final long MAX_DAYS = 1_000 * 365L;

    private static final long DAY_SECONDS = 86_400;

    private Periods() {}

    /**
     * A period from its text.
     *
     * @throws IllegalArgumentException when it is none, not longer than nothing, or longer than a
     *     thousand years
     */
    public static Period parse(String text) {
        Period period;
        try {
            period = Period.parse(text);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("this is no period", e);
        }
        boolean backwards = period.getYears() < 0 || period.getMonths() < 0 || period.getDays() < 0;
        if (backwards || period.isZero() || days(period) > MAX_DAYS) {
            throw new IllegalArgumentException("a period lasts longer than nothing and not ages");
        }
        return period;
    }

    /** About how many: years of 365, months of 30; to compare periods. */
    public static long days(Period period) {
        return 365L * period.getYears() + 30L * period.getMonths() + period.getDays();
    }

    /**
     * Unix seconds one period later.
     *
     * @param text as {@link #parse} takes it
     */
    public static long after(long seconds, String text) {
        Period period = parse(text);
        long months = 12L * period.getYears() + period.getMonths();
        return at(day(seconds).plusMonths(months).plusDays(period.getDays()), seconds);
    }

    /** Unix seconds one period earlier. */
    public static long before(long seconds, String text) {
        Period period = parse(text);
        long months = 12L * period.getYears() + period.getMonths();
        return at(day(seconds).minusMonths(months).minusDays(period.getDays()), seconds);
    }

    private static LocalDate day(long seconds) {
        return LocalDate.ofEpochDay(Math.floorDiv(seconds, DAY_SECONDS));
    }

    /** That day, at the same time of day. */
    private static long at(LocalDate day, long seconds) {
        return day.toEpochDay() * DAY_SECONDS + Math.floorMod(seconds, DAY_SECONDS);
    }
}
