package io.strongroom.raft.ratis.tls;

/** A set of TLS files that this node must not use; the message says which file and why. */
final class UnusableIdentityException extends Exception {
    private static final long serialVersionUID = 1L;

    UnusableIdentityException(String message) {
        super(message);
    }

    UnusableIdentityException(String message, Throwable cause) {
        super(message, cause);
    }
}
