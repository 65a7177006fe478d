package io.strongroom.raft.ratis.repair;

import io.strongroom.raft.ratis.repair.LogContents.OpenSegment;
import io.strongroom.raft.ratis.repair.Verdict.Clean;
import io.strongroom.raft.ratis.repair.Verdict.Damaged;
import io.strongroom.raft.ratis.repair.Verdict.TornTail;

import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.server.raftlog.segmented.SegmentedRaftLogFormat;
import org.jspecify.annotations.Nullable;

import java.util.Optional;
import java.util.function.Consumer;

/**
 * Reads one segment to its end or to its first damage. Ratis' own reader takes a record that
 * reaches beyond the file for an unfinished one wherever it stands, so that one changed bit in a
 * record's size would drop all that follows in silence; this one does not.
 */
final class SegmentScan {
    private final SegmentName segment;
    private final byte[] data;
    private final int endOfData;
    private LogContents contents;
    private int offset;
    private long next;

    private SegmentScan(SegmentName segment, byte[] data, LogContents before) {
        this.segment = segment;
        this.data = data;
        this.endOfData = TornRecord.endOfData(data);
        this.contents = before;
        this.next = segment.firstIndex();
    }

    /**
     * Reads a segment.
     *
     * @param before what the earlier segments hold, and what is known to be committed
     * @param entries is given each whole record
     */
    static Verdict read(
            SegmentName segment, byte[] data, LogContents before, Consumer<LogEntryProto> entries) {
        return new SegmentScan(segment, data, before).read(entries);
    }

    private Verdict read(Consumer<LogEntryProto> entries) {
        int header = SegmentedRaftLogFormat.getHeaderLength();
        int matching = SegmentedRaftLogFormat.matchHeader(data, 0, Math.min(header, data.length));
        if (matching < header) {
            // A crash while the segment was made: Ratis deletes it.
            return segment.open() && endOfData <= matching
                    ? clean(0)
                    : damaged("the segment's header is damaged");
        }
        offset = header;
        while (!finished()) {
            Optional<Frame> frame = Frame.claimed(data, offset);
            Optional<LogEntryProto> entry = frame.flatMap(claimed -> claimed.entry(data));
            if (entry.isEmpty()) {
                return segment.open() ? tornOrDamaged() : damaged(closedDamage());
            }
            String wrong = outOfOrder(entry.get());
            if (wrong != null) {
                return damaged(wrong);
            }
            entries.accept(entry.get());
            contents = contents.with(entry.get());
            offset = frame.orElseThrow().end();
            next++;
        }
        return clean(offset);
    }

    /** A closed segment ends with the index in its name; an open one with zeros or the file. */
    private boolean finished() {
        return segment.lastIndex().isPresent()
                ? next > segment.lastIndex().get()
                : offset >= endOfData;
    }

    private String closedDamage() {
        return "the record of index %d is damaged or missing in a closed segment".formatted(next);
    }

    private @Nullable String outOfOrder(LogEntryProto entry) {
        if (entry.getIndex() != next) {
            return "a record of index %d stands where %d should".formatted(entry.getIndex(), next);
        }
        return entry.getTerm() < contents.lastTerm()
                ? "the term falls from %d to %d".formatted(contents.lastTerm(), entry.getTerm())
                : null;
    }

    private Verdict tornOrDamaged() {
        String objection = TornRecord.objection(data, offset, next);
        if (objection != null) {
            return damaged(objection);
        }
        if (next <= contents.commitIndex()) {
            return damaged(
                    "record %d is unfinished, but everything up to %d is committed"
                            .formatted(next, contents.commitIndex()));
        }
        return new TornTail(
                contents.withOpen(open(offset)),
                segment.path(),
                offset,
                endOfData - offset,
                endsWithFile(Frame.claimed(data, offset).orElseThrow()));
    }

    /** Ratis forgives this one, but only when it can read the size. */
    private boolean endsWithFile(Frame frame) {
        return frame.end() > data.length && frame.prefixIntact(data);
    }

    private Verdict clean(int length) {
        return new Clean(segment.open() ? contents.withOpen(open(length)) : contents);
    }

    private OpenSegment open(int length) {
        return new OpenSegment(
                segment.path(), segment.firstIndex(), length, next - segment.firstIndex());
    }

    private Verdict damaged(String what) {
        return new Damaged(segment.path(), offset, what);
    }
}
