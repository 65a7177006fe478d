package io.strongroom.raft.ratis.repair;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;

/**
 * Replaces the vote file that a full disk has emptied: Ratis renames what it could not write over
 * the good file. The process that has lived through it knows the term that it was in, and leaves a
 * note of it when it ends. Without one, as after a kill in that moment, the vote is lost.
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
        if (!isLost(log)) {
            return false;
        }
        Durable.write(
                log.meta(),
                new VoteFile(term, log.peerId()).text().getBytes(StandardCharsets.ISO_8859_1));
        return true;
    }

    /**
     * Leaves a note of the term for the next start, if the file cannot be read; needs no room.
     *
     * @param term as for {@link #restore}
     */
    public static void note(LogLocation log, long term) throws IOException {
        if (isLost(log)) {
            TermNote.write(log, term);
        }
    }

    /**
     * Restores the vote by the note that was left, if it is lost and there is one, and makes ready
     * for another. To be called before the log is opened: a note from before a later vote would
     * bring back too early a term.
     *
     * @return the term; empty when there was nothing to restore
     */
    public static OptionalLong restoreByNote(LogLocation log) throws IOException {
        OptionalLong noted = TermNote.read(log);
        boolean restored = noted.isPresent() && restore(log, noted.getAsLong());
        TermNote.clear(log);
        return restored ? noted : OptionalLong.empty();
    }

    private static boolean isLost(LogLocation log) throws IOException {
        return VoteFile.objection(log.meta(), 0) != null;
    }
}
