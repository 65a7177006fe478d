package io.strongroom.storage.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Instant;

final class PeriodsTest {
    @ParameterizedTest
    @CsvSource({
        "2024-01-31T23:59:59Z, P1M, 2024-02-29T23:59:59Z",
        "2024-02-29T00:00:00Z, P1Y, 2025-02-28T00:00:00Z",
        "2024-12-30T12:00:01Z, P1Y2M3D, 2026-03-03T12:00:01Z",
        "2024-12-30T12:00:01Z, P2W, 2025-01-13T12:00:01Z",
        "1969-12-31T23:00:00Z, P1D, 1970-01-01T23:00:00Z"
    })
    void after_aMoment_isThatByTheCalendar(Instant from, String period, Instant to) {
        assertEquals(to, Instant.ofEpochSecond(Periods.after(from.getEpochSecond(), period)));
    }

    @ParameterizedTest
    @CsvSource({
        "2024-03-31T23:59:59Z, P1M, 2024-02-29T23:59:59Z",
        "2024-03-01T00:00:00Z, P1D, 2024-02-29T00:00:00Z",
        "1970-01-01T01:00:00Z, P1D, 1969-12-31T01:00:00Z"
    })
    void before_aMoment_isThatByTheCalendar(Instant from, String period, Instant to) {
        assertEquals(to, Instant.ofEpochSecond(Periods.before(from.getEpochSecond(), period)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "P",
                "P0D",
                "-P1D",
                "PT5H",
                "P1001Y",
                "P99999999999Y",
                "P999999999W",
                "P99W999999999D",
                "30"
            })
    void parse_ofWhatLastsNotOrTooLong_isRefused(String text) {
        assertThrows(IllegalArgumentException.class, () -> Periods.parse(text));
    }

    @ParameterizedTest
    @CsvSource({
        "P90D, P30D, 60",
        "P2Y, P24M, -1",
        "P1Y, P12M, -1",
        "P1Y, P11M, 28",
        "P2Y, P700D, 30",
        "P1M, P28D, 0",
        "P5Y, P61M, -32"
    })
    // From 29 February a year on and a year back is 28 February.
    void leastDaysLeft_ofAPeriodAndATrigger_isByTheCalendar(
            String whole, String part, long expected) {
        RotationPolicy.Trigger fromEnd = new RotationPolicy.Trigger(part, true);
        assertEquals(expected, Periods.leastDaysLeft(whole, fromEnd));
        assertTrue(
                Periods.leastDaysLeft(whole, new RotationPolicy.Trigger(part, false))
                        <= expected + 3);
    }

    @Test
    void rotationPolicy_withATextThatIsNoPeriod_cannotBe() {
        assertThrows(
                IllegalArgumentException.class, () -> new RotationPolicy.Trigger("soon", false));
    }
}
