package io.strongroom.raft.ratis.read;

import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Where a node stands, at one moment after it was asked. Fixed bytes between nodes, like the
 * question.
 *
 * @param node who says so: under another node's address, it is not that node's word
 * @param term the newest that it has heard of; it has given no vote in a newer one
 * @param leads whether it leads that term, and an entry of that term is committed: then its commit
 *     index covers everything that was ever acknowledged up to this term
 * @param commitIndex up to which it knows the log to be committed
 * @param configIndex the log index of the membership that it works by, which names it: no two have
 *     the same. -1 when that is not committed yet, in the middle of a change, or the founders'
 *     before the first leader has written it down; then nothing can be proven
 */
public record Standing(int node, long term, boolean leads, long commitIndex, long configIndex) {
    /** Tells ours from anything else that nodes ask each other. */
    private static final int MAGIC = 0x5352_4d32;

    private static final int BYTES = 33;

    /** Whether a read can rest on this node's leadership, for whoever works by this membership. */
    boolean provesBy(long otherConfigIndex) {
        return leads && configIndex >= 0 && configIndex == otherConfigIndex;
    }

    /** What a node is asked for it with. */
    public static byte[] question() {
        return ByteBuffer.allocate(Integer.BYTES).putInt(MAGIC).array();
    }

    public static boolean isQuestion(byte[] bytes) {
        return bytes.length == Integer.BYTES && ByteBuffer.wrap(bytes).getInt() == MAGIC;
    }

    public byte[] encode() {
        return ByteBuffer.allocate(BYTES)
                .putInt(MAGIC)
                .putInt(node)
                .putLong(term)
                .put((byte) (leads ? 1 : 0))
                .putLong(commitIndex)
                .putLong(configIndex)
                .array();
    }

    /** Empty when the bytes are no standing. */
    public static Optional<Standing> decode(byte[] bytes) {
        if (bytes.length != BYTES || ByteBuffer.wrap(bytes).getInt() != MAGIC) {
            return Optional.empty();
        }
        ByteBuffer in = ByteBuffer.wrap(bytes).position(Integer.BYTES);
        return Optional.of(
                new Standing(in.getInt(), in.getLong(), in.get() != 0, in.getLong(), in.getLong()));
    }
}
