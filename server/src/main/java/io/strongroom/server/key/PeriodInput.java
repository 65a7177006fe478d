package io.strongroom.server.key;

import io.strongroom.server.http.ApiException;
import io.strongroom.server.http.Text;
import io.strongroom.storage.command.Periods;

import java.time.Period;
import java.util.regex.Pattern;

/**
 * Periods in requests: ISO 8601 in years, months, weeks and days, such as {@code P90D}, as they
 * come back in answers; none of the other forms that Java's parser takes.
 */
final class PeriodInput {
    private static final Pattern FORM =
            Pattern.compile("P(\\d{1,9}Y)?(\\d{1,9}M)?(\\d{1,9}W)?(\\d{1,9}D)?");

    private PeriodInput() {}

    /**
     * A period as it stands in a request.
     *
     * @param property for the refusal
     * @throws ApiException BadParameter when it is none, or not longer than nothing
     */
    static Period read(String text, String property) {
        try {
            if (FORM.matcher(text).matches()) {
                return Periods.parse(text);
            }
        } catch (IllegalArgumentException e) {
            // Refused with the property's name.
        }
        throw ApiException.badParameter(
                "The property "
                        + property
                        + " must be an ISO 8601 period of years, months and days such as P90D, not "
                        + Text.shown(text)
                        + ".");
    }
}
