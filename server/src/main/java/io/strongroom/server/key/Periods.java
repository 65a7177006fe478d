package io.strongroom.server.key;

import io.strongroom.server.http.ApiException;
import io.strongroom.server.http.Text;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.Period;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;

/**
 * Periods in rotation policies: ISO 8601 in years, months, weeks and days, such as {@code P90D}.
 */
final class Periods {
    /** Longer ones would take dates out of the range that attributes have. */
    private static final long MAX_DAYS = 1_000 * 365L;

    private Periods() {}

    /**
     * A period as it stands in a request.
     *
     * @param property for the refusal
     * @throws ApiException BadParameter when it is none, or not longer than nothing
     */
    static Period read(String text, String property) {
        Period period;
        try {
            period = Period.parse(text);
        } catch (DateTimeException e) {
            throw refused(text, property);
        }
        boolean backwards = period.getYears() < 0 || period.getMonths() < 0 || period.getDays() < 0;
        if (backwards || period.isZero() || days(period) > MAX_DAYS) {
            throw refused(text, property);
        }
        return period;
    }

    private static ApiException refused(String text, String property) {
        return ApiException.badParameter(
                "The property "
                        + property
                        + " must be an ISO 8601 period of years, months and days such as P90D, not "
                        + Text.shown(text)
                        + ".");
    }

    /** About how many: years of 365, months of 30; to compare periods. */
    static long days(Period period) {
        return 365L * period.getYears() + 30L * period.getMonths() + period.getDays();
    }

    /**
     * Unix seconds one period later, by the calendar in UTC.
     *
     * @param period as {@link #read} has accepted it
     */
    static long after(long seconds, String period) {
        return at(seconds).plus(Period.parse(period)).toEpochSecond();
    }

    /** Unix seconds one period earlier. */
    static long before(long seconds, String period) {
        return at(seconds).minus(Period.parse(period)).toEpochSecond();
    }

    private static ZonedDateTime at(long seconds) {
        return Instant.ofEpochSecond(seconds).atZone(ZoneOffset.UTC);
    }
}
