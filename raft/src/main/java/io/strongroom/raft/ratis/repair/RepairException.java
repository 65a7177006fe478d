package io.strongroom.raft.ratis.repair;

/** Nothing was changed; the message says why and what to do. */
public final class RepairException extends Exception {
    private static final long serialVersionUID = 1L;

    RepairException(String message) {
        super(message);
    }

    RepairException(String message, Throwable cause) {
        super(message, cause);
    }
}
