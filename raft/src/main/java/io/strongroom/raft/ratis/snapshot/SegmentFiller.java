package io.strongroom.raft.ratis.snapshot;

import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;

import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * Entries without a meaning, that fill a segment so that Ratis closes it, on every member. They are
 * told by their first byte, with which no protobuf message can begin.
 */
public final class SegmentFiller {
    /** The first byte of every such entry; callers' entries may not begin with it. */
    public static final byte MARK = 0;

    /** Ratis closes a segment that the next entry would make larger than this. */
    public static final int SEGMENT_BYTES = 8 << 20;

    private static final int ENTRY_BYTES = 1 << 20;

    /** One more than fit into an empty segment. */
    private static final int ENTRIES = SEGMENT_BYTES / ENTRY_BYTES + 1;

    private static final ByteString ENTRY = ByteString.copyFrom(new byte[ENTRY_BYTES]);

    private SegmentFiller() {}

    public static boolean isFiller(ByteString entry) {
        return !entry.isEmpty() && entry.byteAt(0) == MARK;
    }

    /**
     * Proposes one entry after the other, so that other entries find room between them.
     *
     * @param propose gives the index of a committed entry
     * @return the index of the last one
     */
    static CompletableFuture<Long> fill(Function<ByteString, CompletableFuture<Long>> propose) {
        CompletableFuture<Long> last = propose.apply(ENTRY);
        for (int i = 1; i < ENTRIES; i++) {
            last = last.thenCompose(_ -> propose.apply(ENTRY));
        }
        return last;
    }
}
