package io.strongroom.server.auth;

/** What a request's Authorization header turned out to be. */
public sealed interface Authentication {

    /** A valid token. */
    record Authenticated(Caller caller) implements Authentication {}

    /**
     * No valid token: 401 with the {@link Challenge}.
     *
     * @param message for the error body; never holds the token
     */
    record Refused(String message) implements Authentication {}

    /** This node knows no signing keys: it has no part in the cluster's state yet. */
    record Undecidable() implements Authentication {}
}
