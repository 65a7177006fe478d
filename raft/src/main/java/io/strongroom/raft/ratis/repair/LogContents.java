package io.strongroom.raft.ratis.repair;

import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.jspecify.annotations.Nullable;

import java.nio.file.Path;

/**
 * What the whole part of a log holds.
 *
 * @param firstIndex of the first record; -1 when there is none
 * @param lastTerm of the last record; 0 when there is none
 * @param lastIndex of the last record; -1 when there is none
 * @param commitIndex the highest index that is known to be committed: held by the state or by a
 *     snapshot, or told by a record (Ratis need not write such records); -1 when nothing is known
 * @param lastConfiguration the last record that sets the membership
 * @param open the open segment
 */
public record LogContents(
        long firstIndex,
        long lastTerm,
        long lastIndex,
        long commitIndex,
        @Nullable LogEntryProto lastConfiguration,
        @Nullable OpenSegment open) {
    /**
     * The segment that was written to last.
     *
     * @param path its file
     * @param firstIndex the index in its name
     * @param length of its header and whole records, in bytes
     * @param records how many whole records it holds
     */
    public record OpenSegment(Path path, long firstIndex, long length, long records) {}

    boolean empty() {
        return lastIndex < 0;
    }

    /**
     * One line for a person who compares survivors: of two logs, the one whose last record has the
     * higher term reaches further, and within a term the one with the higher index.
     */
    public String end() {
        String last =
                empty()
                        ? "The log has no record"
                        : "Last record: term %d, index %d".formatted(lastTerm, lastIndex);
        return last
                + (commitIndex < 0
                        ? "; what is committed is not known here."
                        : "; index %d is known to be committed.".formatted(commitIndex));
    }

    /** The index that follows the last record; an open segment without records names it. */
    long nextIndex(Path segment) {
        OpenSegment last = open;
        return last != null && last.path().equals(segment)
                ? last.firstIndex() + last.records()
                : lastIndex + 1;
    }

    /** Before the first record. */
    static LogContents none(long committed) {
        return new LogContents(-1, 0, -1, committed, null, null);
    }

    /** With one more record. */
    LogContents with(LogEntryProto entry) {
        return new LogContents(
                firstIndex < 0 ? entry.getIndex() : firstIndex,
                entry.getTerm(),
                entry.getIndex(),
                entry.hasMetadataEntry()
                        ? Math.max(commitIndex, entry.getMetadataEntry().getCommitIndex())
                        : commitIndex,
                entry.hasConfigurationEntry() ? entry : lastConfiguration,
                open);
    }

    LogContents withOpen(OpenSegment segment) {
        return new LogContents(
                firstIndex, lastTerm, lastIndex, commitIndex, lastConfiguration, segment);
    }
}
