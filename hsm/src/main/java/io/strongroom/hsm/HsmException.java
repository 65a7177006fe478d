package io.strongroom.hsm;

/**
 * A root key, a token or a sealed blob that does not do what was asked. Messages never hold key
 * material.
 */
public final class HsmException extends Exception {
    private static final long serialVersionUID = 1L;

    /** What the caller can do about it. */
    public enum Kind {
        /** The token or key store is away; the call may succeed later. */
        UNAVAILABLE,
        /** The blob was not made under this key, or was changed. */
        NOT_AUTHENTIC,
        /** Wrong passphrase, wrong PIN, missing key, unusable module: an operator must act. */
        CONFIGURATION
    }

    private final Kind kind;

    public HsmException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    public HsmException(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
