package io.strongroom.server.http;

import io.strongroom.client.api.Headers;

import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/** The id under which a caller may send a change again. */
public final class Repeatability {
    private static final Pattern UUID_FORM =
            Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

    private Repeatability() {}

    /**
     * The id; empty when the caller sends none.
     *
     * @throws ApiException BadParameter when it is no UUID
     */
    public static Optional<UUID> id(ApiRequest request) {
        Optional<String> given = request.header(Headers.REPEATABILITY_REQUEST_ID);
        // UUID.fromString would also take shorter groups, and give two texts the same id.
        if (given.isPresent() && !UUID_FORM.matcher(given.get()).matches()) {
            throw ApiException.badParameter("The header Repeatability-Request-ID must be a UUID.");
        }
        return given.map(UUID::fromString);
    }
}
