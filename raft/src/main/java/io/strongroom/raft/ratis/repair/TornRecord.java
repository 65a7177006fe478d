package io.strongroom.raft.ratis.repair;

import org.jspecify.annotations.Nullable;

import java.util.Optional;

/**
 * Tells a record that a power cut or a kill left unfinished from one that was whole once and was
 * changed later. An unfinished one ends in zeros or with the file, or has a sector of zeros where
 * the disk did not get to; a changed one still has its end. Only the first was never acknowledged.
 */
final class TornRecord {
    /** What disks write as a whole. */
    private static final int SECTOR = 512;

    /** Further than any segment's number of records. */
    private static final long INDEX_WINDOW = 1L << 23;

    private static final int TERM_TAG = 0x08;
    private static final int INDEX_TAG = 0x10;

    private TornRecord() {}

    /**
     * Why the damage at an offset is not an unfinished last record; null when it is one.
     *
     * @param data the segment
     * @param offset where the damaged record begins
     * @param index the index that it should have
     */
    static @Nullable String objection(byte[] data, int offset, long index) {
        int end = endOfData(data);
        if (data[offset] == 0) {
            return "bytes follow the end of the log (a hole, or garbage)";
        }
        Optional<Frame> claimed = Frame.claimed(data, offset);
        if (claimed.isEmpty()) {
            return "the size of record %d is impossible".formatted(index);
        }
        int later = wholeRecordAfter(data, offset + 1, end, index);
        if (later >= 0) {
            return "record %d is damaged, and a whole one follows at offset %d"
                    .formatted(index, later);
        }
        if (wholeUnderAnotherSize(data, offset, end)) {
            return "record %d is whole, but its size was changed: it may have been acknowledged"
                    .formatted(index);
        }
        if (claimed.get().end() < end) {
            return "record %d is damaged, and bytes follow it".formatted(index);
        }
        if (!unfinished(data, claimed.get(), end)) {
            return "record %d is complete, but was changed: it may have been acknowledged"
                    .formatted(index);
        }
        return null;
    }

    /** The offset behind the last byte that is not zero. */
    static int endOfData(byte[] data) {
        int end = data.length;
        while (end > 0 && data[end - 1] == 0) {
            end--;
        }
        return end;
    }

    private static boolean unfinished(byte[] data, Frame frame, int end) {
        if (frame.end() > data.length) {
            return true;
        }
        if (end <= frame.end() - Frame.CHECKSUM) {
            return true;
        }
        // The last sector that the record reaches into, or one in its midst, was not written.
        int sector = (frame.offset() / SECTOR + 1) * SECTOR;
        for (int from = sector; from < frame.end(); from += SECTOR) {
            if (zeros(data, from, Math.min(from + SECTOR, frame.end()))) {
                return true;
            }
        }
        return false;
    }

    private static boolean zeros(byte[] data, int from, int to) {
        for (int i = from; i < to; i++) {
            if (data[i] != 0) {
                return false;
            }
        }
        return true;
    }

    /** A checksum may itself end in zeros, so the record may end a little behind the data. */
    private static boolean wholeUnderAnotherSize(byte[] data, int offset, int end) {
        int last = Math.min(end + Frame.CHECKSUM - 1, data.length);
        for (int candidate = end; candidate <= last; candidate++) {
            for (int prefix = 1; prefix <= 4; prefix++) {
                int size = candidate - Frame.CHECKSUM - prefix - offset;
                if (size > 0
                        && Frame.prefixOf(size) == prefix
                        && new Frame(offset, prefix, size).sound(data)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Where a whole record of this index or a later one begins; -1 when there is none. */
    private static int wholeRecordAfter(byte[] data, int from, int end, long index) {
        for (int at = from; at < end; at++) {
            if (data[at] != 0 && looksLikeEntry(data, at, index)) {
                Optional<Frame> frame = Frame.claimed(data, at);
                if (frame.isPresent() && frame.get().sound(data)) {
                    return at;
                }
            }
        }
        return -1;
    }

    /** Cheap: the entry's first two fields are its term and its index. */
    private static boolean looksLikeEntry(byte[] data, int at, long index) {
        Optional<Varint> size = Varint.read(data, at);
        if (size.isEmpty() || at(data, size.get().end()) != TERM_TAG) {
            return false;
        }
        Optional<Varint> term = Varint.read(data, size.get().end() + 1);
        if (term.isEmpty() || at(data, term.get().end()) != INDEX_TAG) {
            return false;
        }
        Optional<Varint> found = Varint.read(data, term.get().end() + 1);
        return found.isPresent()
                && found.get().value() >= index
                && found.get().value() - index < INDEX_WINDOW;
    }

    private static int at(byte[] data, int offset) {
        return offset < data.length ? data[offset] : -1;
    }

    /** A number in seven-bit groups, the lowest first, and the offset behind it. */
    private record Varint(long value, int end) {
        static Optional<Varint> read(byte[] data, int offset) {
            long value = 0;
            for (int i = 0; i < 9 && offset + i < data.length; i++) {
                value |= (long) (data[offset + i] & 0x7f) << (7 * i);
                if (data[offset + i] >= 0) {
                    return Optional.of(new Varint(value, offset + i + 1));
                }
            }
            return Optional.empty();
        }
    }
}
