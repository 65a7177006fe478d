package io.strongroom.hsm.key;

/** An HSM lacks what was asked for, whatever the input; the message names it and may be shown. */
public final class NotOfferedException extends Exception {
    private static final long serialVersionUID = 1L;

    public NotOfferedException(String message) {
        super(message, null, false, false);
    }
}
