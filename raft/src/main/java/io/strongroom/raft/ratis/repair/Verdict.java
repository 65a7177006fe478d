package io.strongroom.raft.ratis.repair;

import java.nio.file.Path;

/** What an examination of the log's files came to. */
public sealed interface Verdict {
    /** One line for a person. */
    String line();

    /**
     * Every record is whole and none is missing between the first and the last.
     *
     * @param contents what the log holds
     */
    record Clean(LogContents contents) implements Verdict {
        @Override
        public String line() {
            return "CLEAN: "
                    + (contents.empty()
                            ? "the log is empty"
                            : "the log is whole from index %d to %d"
                                    .formatted(contents.firstIndex(), contents.lastIndex()));
        }
    }

    /**
     * The open segment ends in a record that was never written to its end, above everything that
     * this node knows to be committed. The node has not acknowledged it: it acknowledges a record
     * after the fsync that made all of its bytes durable.
     *
     * @param contents what the log holds before it
     * @param segment the open segment
     * @param offset where the record begins, in bytes
     * @param bytes how much there is of it, zeros behind it not counted
     * @param atEndOfFile whether the file ends inside it; otherwise zeros follow
     */
    record TornTail(
            LogContents contents, Path segment, long offset, long bytes, boolean atEndOfFile)
            implements Verdict {
        /** The index that the record would have had. */
        public long index() {
            return contents.nextIndex(segment);
        }

        @Override
        public String line() {
            return "TORN_TAIL: the record of index %d in %s at offset %d is unfinished (%d bytes of it are there); the log is whole before it, and it is above %d, the last index that this node knows to be committed"
                    .formatted(index(), segment, offset, bytes, contents.commitIndex());
        }
    }

    /**
     * Anything else: records are missing or changed that this node may have acknowledged.
     *
     * @param file the damaged or missing file
     * @param offset where the damage was found, in bytes; 0 when it is the file as such
     * @param what the damage
     */
    record Damaged(Path file, long offset, String what) implements Verdict {
        @Override
        public String line() {
            return "DAMAGED: %s at offset %d: %s".formatted(file, offset, what);
        }
    }
}
