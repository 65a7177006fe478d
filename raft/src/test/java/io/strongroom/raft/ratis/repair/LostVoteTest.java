package io.strongroom.raft.ratis.repair;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.UUID;

class LostVoteTest {
    @TempDir private Path folder;

    private LogLocation log() {
        return new LogLocation(folder, new UUID(0, 1), 2);
    }

    @BeforeEach
    void makeFolder() throws IOException {
        Files.createDirectories(log().current());
    }

    @Test
    void restore_ofAnEmptyFile_votesForItselfInTheNewestTerm() throws IOException {
        Files.createFile(log().meta());
        assertTrue(LostVote.restore(log(), 7));
        assertEquals(new VoteFile(7, "n2"), VoteFile.read(log().meta()));
    }

    @Test
    void restore_ofAWholeFile_leavesItAsItIs() throws IOException {
        Files.writeString(log().meta(), new VoteFile(7, "n3").text());
        assertFalse(LostVote.restore(log(), 8));
        assertEquals(new VoteFile(7, "n3"), VoteFile.read(log().meta()));
    }

    @Test
    void restoreByNote_afterAnEndWithAnEmptyFile_votesForItselfInTheNotedTermOnce()
            throws IOException {
        assertEquals(OptionalLong.empty(), LostVote.restoreByNote(log()));
        Files.createFile(log().meta());
        LostVote.note(log(), 26);
        assertEquals(OptionalLong.of(26), LostVote.restoreByNote(log()));
        assertEquals(new VoteFile(26, "n2"), VoteFile.read(log().meta()));

        // What is emptied later is not brought back to the earlier term.
        Files.write(log().meta(), new byte[0]);
        assertEquals(OptionalLong.empty(), LostVote.restoreByNote(log()));
        assertEquals(0, Files.size(log().meta()));
    }

    @Test
    void restoreByNote_ofAWholeFile_leavesItAsItIs() throws IOException {
        LostVote.restoreByNote(log());
        Files.createFile(log().meta());
        LostVote.note(log(), 26);
        Files.writeString(log().meta(), new VoteFile(27, "n3").text());
        assertEquals(OptionalLong.empty(), LostVote.restoreByNote(log()));
        assertEquals(new VoteFile(27, "n3"), VoteFile.read(log().meta()));
    }

    @Test
    void note_whileTheFileIsWhole_isNone() throws IOException {
        LostVote.restoreByNote(log());
        Files.writeString(log().meta(), new VoteFile(7, "n3").text());
        LostVote.note(log(), 26);
        assertEquals(OptionalLong.empty(), TermNote.read(log()));
    }

    @Test
    void note_takesNoRoom() throws IOException {
        LostVote.restoreByNote(log());
        long before = Files.size(log().termNote());
        Files.createFile(log().meta());
        LostVote.note(log(), Long.MAX_VALUE / 100);
        assertTrue(before > 0);
        assertEquals(before, Files.size(log().termNote()));
    }

    @Test
    void read_ofATornNote_isNone() throws IOException {
        LostVote.restoreByNote(log());
        Files.createFile(log().meta());
        LostVote.note(log(), 1234);
        String whole = Files.readString(log().termNote());
        for (int length = 0; length < "1234 1234.".length(); length++) {
            String torn = whole.substring(0, length).concat(" ".repeat(whole.length() - length));
            Files.writeString(log().termNote(), torn);
            assertEquals(OptionalLong.empty(), TermNote.read(log()), torn.strip());
        }
    }

    @Test
    void read_ofANoteWithAChangedBit_isTheSameTermOrNone() throws IOException {
        LostVote.restoreByNote(log());
        Files.createFile(log().meta());
        LostVote.note(log(), 1234);
        byte[] whole = Files.readAllBytes(log().termNote());
        int none = 0;
        for (int bit = 0; bit < 8 * 16; bit++) {
            byte[] changed = whole.clone();
            changed[bit / 8] ^= (byte) (1 << bit % 8);
            Files.write(log().termNote(), changed);
            OptionalLong term = TermNote.read(log());
            assertTrue(term.isEmpty() || term.getAsLong() == 1234, term::toString);
            none += term.isEmpty() ? 1 : 0;
        }
        assertTrue(none > 8 * 10, "only " + none + " were noticed");
    }
}
