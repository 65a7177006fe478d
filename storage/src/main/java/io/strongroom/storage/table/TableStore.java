package io.strongroom.storage.table;

import java.nio.file.Path;

/** Tables that take the changes of one log entry at a time. */
public interface TableStore extends TableReader {
    /** Makes the changes, all of them or (with an exception) none; later reads see them. */
    void commit(Changes changes);

    /**
     * Writes a complete copy of all that is committed. From then on the tables can no longer lose
     * it either. Not while {@link #commit} runs.
     *
     * @param folder exists and is empty
     */
    void copyTo(Path folder);

    /**
     * Becomes a copy: all tables are replaced in one step, also across a crash. Readers of the old
     * tables that are still open fail. Not while {@link #commit} runs.
     *
     * @param folder as {@link #copyTo} filled it on some node; it stays as it is
     */
    void replaceBy(Path folder);
}
