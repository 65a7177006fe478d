package io.strongroom.storage.table;

import java.util.Optional;

/**
 * Reads tables. Keys compare as unsigned bytes. Arrays handed out belong to the receiver. Throws an
 * unchecked {@link io.strongroom.storage.StorageException} when the database fails or is closed.
 */
public interface TableReader {
    Optional<byte[]> get(Table table, byte[] key);

    /**
     * Visits the rows in key order until the visitor has enough.
     *
     * @param from the first key
     * @param until the key to stop before
     */
    void scan(Table table, byte[] from, byte[] until, RowVisitor visitor);
}
