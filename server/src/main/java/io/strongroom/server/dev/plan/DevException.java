package io.strongroom.server.dev.plan;

/** The development cluster cannot do what was asked; the message says why and what to do. */
public final class DevException extends Exception {
    private static final long serialVersionUID = 1L;
    private static final int FAILED = 1;
    private static final int USAGE = 2;

    private final int exitCode;

    public DevException(String message) {
        super(message);
        this.exitCode = FAILED;
    }

    public DevException(String message, Throwable cause) {
        super(message, cause);
        this.exitCode = FAILED;
    }

    private DevException(String message, int exitCode) {
        super(message);
        this.exitCode = exitCode;
    }

    /** An option's value that makes no sense. */
    public static DevException usage(String message) {
        return new DevException(message, USAGE);
    }

    /** What the command ends with: 1 for a failure, 2 for wrong usage. */
    public int exitCode() {
        return exitCode;
    }
}
