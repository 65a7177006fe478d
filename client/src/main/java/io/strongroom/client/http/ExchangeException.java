package io.strongroom.client.http;

import java.io.IOException;

/** An exchange that brought no answer. */
public final class ExchangeException extends IOException {
    private static final long serialVersionUID = 1L;

    /** How far it got. */
    public enum Stage {
        /** Not sent: the server's certificate is not trusted or not for the name addressed. */
        NOT_TRUSTED,
        /** Not sent: all connections to the address stayed in use. */
        CROWDED,
        /** Not sent: no connection. */
        NOT_SENT,
        /** Possibly sent, and so possibly done. */
        SENT
    }

    private final Stage stage;

    ExchangeException(Stage stage, Throwable cause) {
        super(message(cause), cause);
        this.stage = stage;
    }

    public Stage stage() {
        return stage;
    }

    private static String message(Throwable cause) {
        var text = cause.getMessage();
        var name = cause.getClass().getSimpleName();
        return text == null ? name : name + ": " + text;
    }
}
