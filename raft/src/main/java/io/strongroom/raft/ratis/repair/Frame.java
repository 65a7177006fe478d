package io.strongroom.raft.ratis.repair;

import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.thirdparty.com.google.protobuf.CodedInputStream;
import org.apache.ratis.thirdparty.com.google.protobuf.CodedOutputStream;
import org.apache.ratis.thirdparty.com.google.protobuf.InvalidProtocolBufferException;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * A record as Ratis writes it: the entry's size as a varint, the entry, and the CRC-32C of both,
 * four bytes big-endian. What begins at an offset claims an extent; it is whole when the sum is
 * right.
 *
 * @param offset where it begins
 * @param prefix bytes of the size as Ratis would write it
 * @param size of the entry in bytes, as claimed
 */
record Frame(int offset, int prefix, int size) {
    /** Ratis' own limit for one entry. */
    static final int MAX_ENTRY = 4 << 20;

    static final int CHECKSUM = 4;

    /** Bytes of the size of the largest entry. */
    private static final int MAX_PREFIX = 4;

    /** What the bytes at an offset claim; empty when no record has such a size. */
    static Optional<Frame> claimed(byte[] data, int offset) {
        int size;
        try {
            size =
                    CodedInputStream.newInstance(data, offset, Math.min(10, data.length - offset))
                            .readRawVarint32();
        } catch (IOException notAVarint) {
            // The file may end inside the size; whatever it was to be, it is not all there.
            return data.length - offset < MAX_PREFIX
                    ? Optional.of(new Frame(offset, MAX_PREFIX, MAX_ENTRY))
                    : Optional.empty();
        }
        return size <= 0 || size > MAX_ENTRY
                ? Optional.empty()
                : Optional.of(new Frame(offset, prefixOf(size), size));
    }

    static int prefixOf(int size) {
        return CodedOutputStream.computeUInt32SizeNoTag(size);
    }

    /** The offset behind its checksum; may lie beyond the file. */
    int end() {
        return offset + prefix + size + CHECKSUM;
    }

    /** Whether its checksum is right when its size is taken as claimed. */
    boolean sound(byte[] data) {
        if (end() > data.length) {
            return false;
        }
        CRC32C sum = new CRC32C();
        sum.update(writtenPrefix());
        sum.update(data, offset + prefix, size);
        return (int) sum.getValue() == ByteBuffer.wrap(data).getInt(end() - CHECKSUM);
    }

    /** Whether the size itself is on the disk as Ratis would write it. */
    boolean prefixIntact(byte[] data) {
        byte[] written = writtenPrefix();
        if (offset + written.length > data.length) {
            return false;
        }
        for (int i = 0; i < written.length; i++) {
            if (data[offset + i] != written[i]) {
                return false;
            }
        }
        return true;
    }

    private byte[] writtenPrefix() {
        byte[] written = new byte[prefix];
        try {
            CodedOutputStream.newInstance(written).writeUInt32NoTag(size);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return written;
    }

    /** The entry, when the record is whole. */
    Optional<LogEntryProto> entry(byte[] data) {
        if (end() > data.length || !prefixIntact(data) || !sound(data)) {
            return Optional.empty();
        }
        try {
            return Optional.of(LogEntryProto.parser().parseFrom(data, offset + prefix, size));
        } catch (InvalidProtocolBufferException notAnEntry) {
            return Optional.empty();
        }
    }

    /** The bytes of a record. */
    static byte[] of(LogEntryProto entry) {
        byte[] body = entry.toByteArray();
        Frame frame = new Frame(0, prefixOf(body.length), body.length);
        byte[] prefix = frame.writtenPrefix();
        CRC32C sum = new CRC32C();
        sum.update(prefix);
        sum.update(body);
        return ByteBuffer.allocate(frame.end())
                .put(prefix)
                .put(body)
                .putInt((int) sum.getValue())
                .array();
    }
}
