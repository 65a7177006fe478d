package io.strongroom.raft.ratis.repair;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * Replaces the vote file that a full disk has emptied: Ratis renames what it could not write over
 * the good file. For a node whose process has lived through it, and knows the term it was in.
 */
public final class LostVote {
    private LostVote() {}

    /**
     * Writes a vote for this node itself, which nobody counts, when the file cannot be read. It
     * then votes for no other in that term, and in no earlier one, so that it never votes twice.
     *
     * @param term the newest that this node was in, and with it the newest that it can have voted
     *     in; while the log is not running
     * @return whether it was lost
     */
    public static boolean restore(LogLocation log, long term) throws IOException {
        if (VoteFile.objection(log.meta(), 0) == null) {
            return false;
        }
        Durable.write(
                log.meta(),
                new VoteFile(term, log.peerId()).text().getBytes(StandardCharsets.ISO_8859_1));
        return true;
    }
}
