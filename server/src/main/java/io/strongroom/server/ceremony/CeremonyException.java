package io.strongroom.server.ceremony;

/** The root key did not come into the HSM; the message says why and what to do. */
public final class CeremonyException extends Exception {
    private static final long serialVersionUID = 1L;

    CeremonyException(String message) {
        super(message);
    }
}
