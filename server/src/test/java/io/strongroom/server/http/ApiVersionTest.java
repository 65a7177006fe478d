package io.strongroom.server.http;

import static io.strongroom.server.fake.Requests.assertBadParameter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ApiVersionTest {
    private static ApiVersion of(String value) {
        return ApiVersion.of(Query.parse("api-version=" + value));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2016-10-01",
                "7.0",
                "7.1",
                "7.2",
                "7.3",
                "7.4",
                "7.5",
                "7.6",
                "7.6-preview.2",
                "2025-06-01-preview",
                "2025-07-01",
                "2026-01-01-preview",
                "2026-03-01-preview",
                "2026-04-01",
                "2026-05-01-preview"
            })
    void of_knownVersion_isTaken(String value) {
        assertEquals(value, of(value).value());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "7",
                "7.7",
                "7.60",
                "8.0",
                "2015-06-01",
                "2024-01-01",
                "2025-13-01",
                "7.6%20",
                "7.6%0A",
                "2026-04-01-beta",
                "%F0%9F%98%80"
            })
    void of_unknownVersion_isRefused(String value) {
        assertBadParameter(() -> of(value));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "apiversion=7.6", "version=7.6"})
    void of_missingVersion_isRefused(String raw) {
        assertBadParameter(() -> ApiVersion.of(Query.parse(raw)));
    }

    @ParameterizedTest
    @CsvSource({"2016-10-01,false", "7.0,false", "7.1,true", "7.6,true", "2025-07-01,true"})
    void hasRecoverableDays_from71On_isTrue(String value, boolean expected) {
        assertEquals(expected, of(value).hasRecoverableDays());
    }

    @ParameterizedTest
    @ValueSource(strings = {"2016-10-01", "7.6"})
    void hasOutContentType_beforeDateVersions_isFalse(String value) {
        assertFalse(of(value).hasOutContentType());
        assertTrue(of("2025-06-01-preview").hasOutContentType());
        assertFalse(of(value).hasKeySize());
        assertFalse(of("2025-07-01").hasKeySize());
        assertTrue(of("2026-01-01-preview").hasKeySize());
    }
}
