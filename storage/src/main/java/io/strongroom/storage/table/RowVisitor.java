package io.strongroom.storage.table;

/** Takes the rows of a scan. */
@FunctionalInterface
public interface RowVisitor {
    /** Whether to go on. */
    boolean visit(byte[] key, byte[] row);
}
