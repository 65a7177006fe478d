package io.strongroom.server.http;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The {@code api-version} of a request: 2016-10-01, 7.0 to 7.6 with their previews, and date
 * versions from 2025-06-01 on.
 */
public record ApiVersion(String value) {
    private static final Pattern NUMBERED = Pattern.compile("7\\.[0-6](-preview(\\.\\d{1,3})?)?");
    private static final Pattern DATED =
            Pattern.compile("20\\d\\d-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])(-preview)?");
    private static final String OLDEST = "2016-10-01";
    private static final String FIRST_DATED = "2025-06-01";
    private static final String FIRST_WITH_KEY_SIZE = "2026-01-01";
    private static final String LATEST = "2026-04-01";

    /**
     * The version that a query names.
     *
     * @throws ApiException BadParameter when it is missing or not known
     */
    public static ApiVersion of(Query query) {
        Optional<String> given = query.get("api-version");
        if (given.isEmpty() || given.get().isEmpty()) {
            throw ApiException.badParameter(
                    "The query parameter api-version is missing. Consider using the latest"
                            + " supported version ("
                            + LATEST
                            + ").");
        }
        String value = given.get();
        boolean known =
                NUMBERED.matcher(value).matches()
                        || value.equals(OLDEST)
                        || (DATED.matcher(value).matches() && value.compareTo(FIRST_DATED) >= 0);
        if (!known) {
            throw ApiException.badParameter(
                    "The specified version (%s) is not recognized. Consider using the latest supported version (%s)."
                            .formatted(Text.shown(value), LATEST));
        }
        return new ApiVersion(value);
    }

    /** Whether {@code attributes.recoverableDays} exists in this version: from 7.1 on. */
    public boolean hasRecoverableDays() {
        return !value.equals(OLDEST) && !value.startsWith("7.0");
    }

    /** Whether {@code attributes.hsmPlatform} exists in this version: from 7.5 on. */
    public boolean hasHsmPlatform() {
        return value.startsWith("7.5") || value.startsWith("7.6") || value.startsWith("202");
    }

    /** Whether {@code attributes.key_size} exists in this version: from 2026-01 on. */
    public boolean hasKeySize() {
        return value.startsWith("202") && value.compareTo(FIRST_WITH_KEY_SIZE) >= 0;
    }

    /** Whether GET knows {@code outContentType}: the date versions do. */
    public boolean hasOutContentType() {
        return value.startsWith("202");
    }
}
