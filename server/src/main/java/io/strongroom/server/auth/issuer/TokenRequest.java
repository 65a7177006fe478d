package io.strongroom.server.auth.issuer;

import java.util.Optional;

/**
 * A request to a token endpoint.
 *
 * @param tenant the path's first segment, as sent
 * @param authorization the Authorization header, as sent
 */
public record TokenRequest(
        String tenant, EndpointVersion version, Form form, Optional<String> authorization) {

    /** Without the header, which may hold a client secret. */
    @Override
    public String toString() {
        return "TokenRequest(" + version + ", " + form + ")";
    }
}
