package io.strongroom.server;

import io.strongroom.client.api.Headers;
import io.strongroom.server.http.ApiException;
import io.strongroom.server.http.ApiRequest;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/** How old an answer its caller is content with. */
final class Staleness {
    private static final int MAX_SECONDS = 3600;
    private static final Pattern SECONDS = Pattern.compile("[1-9][0-9]{0,3}");

    private Staleness() {}

    /** Empty when the caller wants the newest. */
    static Optional<Duration> of(ApiRequest request) {
        return request.header(Headers.MAX_STALENESS).map(Staleness::parsed);
    }

    private static Duration parsed(String text) {
        if (!SECONDS.matcher(text).matches() || Integer.parseInt(text) > MAX_SECONDS) {
            throw ApiException.badParameter(
                    "The header %s takes seconds, 1 to %d."
                            .formatted(Headers.MAX_STALENESS, MAX_SECONDS));
        }
        return Duration.ofSeconds(Integer.parseInt(text));
    }
}
