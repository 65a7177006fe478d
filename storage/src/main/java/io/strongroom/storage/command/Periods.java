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
    private static final int FOUR_YEARS = 1461;

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
        } catch (DateTimeException | ArithmeticException e) { // The latter for too many weeks.
            throw new IllegalArgumentException("this is no period", e);
        }
        boolean backwards = period.getYears() < 0 || period.getMonths() < 0 || period.getDays() < 0;
        if (backwards || period.isZero() || days(period) > MAX_DAYS) {
            throw new IllegalArgumentException("a period lasts longer than nothing and not ages");
        }
        return period;
    }

    /** About how many: years of 365, months of 30; not to compare two periods with each other. */
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

    /**
     * How many days are at least between the beginning of a period and a trigger that is counted
     * back from its end, or between a trigger that is counted on from its beginning and its end,
     * whenever it begins; negative when the trigger is the longer one.
     *
     * @param whole as {@link #parse} takes it
     */
    public static long leastDaysLeft(String whole, RotationPolicy.Trigger trigger) {
        long least = Long.MAX_VALUE;
        for (int day = 0; day < FOUR_YEARS; day++) {
            long begin = day * DAY_SECONDS;
            long end = after(begin, whole);
            long left =
                    trigger.beforeExpiry()
                            ? before(end, trigger.period()) - begin
                            : end - after(begin, trigger.period());
            least = Math.min(least, left);
        }
        return Math.floorDiv(least, DAY_SECONDS);
    }

    private static LocalDate day(long seconds) {
        return LocalDate.ofEpochDay(Math.floorDiv(seconds, DAY_SECONDS));
    }

    /** That day, at the same time of day. */
    private static long at(LocalDate day, long seconds) {
        return day.toEpochDay() * DAY_SECONDS + Math.floorMod(seconds, DAY_SECONDS);
    }
}
