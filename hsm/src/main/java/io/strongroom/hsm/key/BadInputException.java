package io.strongroom.hsm.key;

/** What a caller gave does not go with the key or the algorithm; the message may be shown. */
public final class BadInputException extends Exception {
    private static final long serialVersionUID = 1L;

    public BadInputException(String message) {
        super(message, null, false, false);
    }
}
