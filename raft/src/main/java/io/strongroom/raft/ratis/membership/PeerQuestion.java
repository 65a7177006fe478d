package io.strongroom.raft.ratis.membership;

import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * One node asks another what is known of a node, on the connection for client requests and outside
 * the log: from before the asking node takes part. Fixed bytes, in both directions.
 *
 * @param nodeId whom it is about
 */
public record PeerQuestion(int nodeId) {
    /** Tells ours from anything else that may be asked one day. */
    private static final int MAGIC = 0x5352_4d31;

    private static final int ANSWER_BYTES = 14;

    public byte[] encode() {
        return ByteBuffer.allocate(8).putInt(MAGIC).putInt(nodeId).array();
    }

    /** Empty when the bytes are no question. */
    public static Optional<PeerQuestion> decode(byte[] bytes) {
        if (bytes.length != 8 || ByteBuffer.wrap(bytes).getInt() != MAGIC) {
            return Optional.empty();
        }
        return Optional.of(new PeerQuestion(ByteBuffer.wrap(bytes).getInt(4)));
    }

    /**
     * What the asked node knows.
     *
     * @param spoken whether the node has left a trace that a fresh disk cannot have
     * @param configIndex the log index of the newest membership that the asked node knows to be
     *     committed, -1 when none
     * @param member whether the node belongs to that membership
     */
    public record Answer(boolean spoken, long configIndex, boolean member) {
        public byte[] encode() {
            return ByteBuffer.allocate(ANSWER_BYTES)
                    .putInt(MAGIC)
                    .put((byte) (spoken ? 1 : 0))
                    .putLong(configIndex)
                    .put((byte) (member ? 1 : 0))
                    .array();
        }

        /** Empty when the bytes are no answer. */
        public static Optional<Answer> decode(byte[] bytes) {
            if (bytes.length != ANSWER_BYTES || ByteBuffer.wrap(bytes).getInt() != MAGIC) {
                return Optional.empty();
            }
            ByteBuffer in = ByteBuffer.wrap(bytes).position(4);
            return Optional.of(new Answer(in.get() != 0, in.getLong(), in.get() != 0));
        }

        /**
         * Whether this proves that the node was taken out: memberships are one sequence, ids come
         * only once, and this one is committed and younger than the node's own.
         */
        public boolean provesRemovalSince(long ownConfigIndex) {
            return !member && configIndex > ownConfigIndex;
        }
    }
}
