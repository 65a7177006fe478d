package io.strongroom.storage.table;

/** Tables that take the changes of one log entry at a time. */
public interface TableStore extends TableReader {
    /** Makes the changes, all of them or (with an exception) none; later reads see them. */
    void commit(Changes changes);
}
