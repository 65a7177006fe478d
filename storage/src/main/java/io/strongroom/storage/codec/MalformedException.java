package io.strongroom.storage.codec;

/**
 * Bytes that are not what they should be: of an unknown format, damaged, or in other than the one
 * encoding; or a value that has no encoding. The only exception that comes out of this package.
 */
public final class MalformedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public MalformedException(String message) {
        super(message);
    }

    public MalformedException(String message, Throwable cause) {
        super(message, cause);
    }
}
