package io.strongroom.client.cli;

/** What was asked for cannot be understood or lacks something; nothing was sent. */
final class UsageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UsageException(String message) {
        super(message);
    }
}
