package io.strongroom.client.transport;

import java.io.IOException;

/** No node answered in time. */
public final class NoAnswerException extends IOException {
    private static final long serialVersionUID = 1L;

    private final boolean outcomeUnknown;

    NoAnswerException(String message, boolean outcomeUnknown, Throwable cause) {
        super(message, cause);
        this.outcomeUnknown = outcomeUnknown;
    }

    /** Whether the call is a change that may have happened. */
    public boolean outcomeUnknown() {
        return outcomeUnknown;
    }
}
