package io.strongroom.storage;

/**
 * The database failed or holds what cannot be read. On the path of an entry it is fatal for the
 * process; on a read it fails the request.
 */
public final class StorageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public StorageException(String message) {
        super(message);
    }

    public StorageException(String message, Throwable cause) {
        super(message, cause);
    }
}
