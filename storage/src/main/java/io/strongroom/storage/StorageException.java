package io.strongroom.storage;

/**
 * The database failed, holds what cannot be read, or is not there at this moment; {@link #kind}
 * tells which. On the path of an entry it is fatal for the process; on a read it fails the request.
 */
public final class StorageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What whoever asked may conclude. */
    public enum Kind {
        /** A local fault or damage: asking again does not help. */
        FAILURE,
        /**
         * Nothing is wrong with the data. The state was replaced by a snapshot under an open view,
         * the view was held too long, or the node is closing: ask again with a new view.
         */
        UNAVAILABLE
    }

    private final Kind kind;

    public StorageException(String message) {
        this(Kind.FAILURE, message);
    }

    public StorageException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    public StorageException(String message, Throwable cause) {
        super(message, cause);
        this.kind = Kind.FAILURE;
    }

    public Kind kind() {
        return kind;
    }
}
